# shellcheck shell=bash
# A private PostgreSQL cluster on a unix socket. Needs terminal.sh and processes.sh.

oldest_postgres=15

# Sets postgres_bin: the newest that is new enough, or the one of a major version.
find_postgres() { # MAJOR|newest
    local folder major newest=0 on_path
    on_path=$(command -v initdb || true)
    postgres_bin=
    for folder in /usr/lib/postgresql/*/bin "${on_path%/*}"; do
        [[ -x $folder/initdb && -x $folder/postgres && -x $folder/psql ]] || continue
        major=$("$folder/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
        if [[ $1 != newest ]]; then
            ((major == $1)) || continue
        elif ((major < oldest_postgres || major <= newest)); then
            continue
        fi
        newest=$major
        postgres_bin=$folder
    done
    [[ -n $postgres_bin ]]
}

# PostgreSQL refuses to run as root. A cluster that is there already runs as its owner.
set_cluster_user() { # DATA
    cluster_user=$(id -un)
    if ((EUID == 0)); then
        cluster_user=postgres
        [[ ! -e $1 ]] || cluster_user=$(stat -L -c %U -- "$1")
        id -u "$cluster_user" >/dev/null 2>&1 || fail "needs the user $cluster_user to run PostgreSQL as."
    fi
    as_cluster_user=(env -i -C / PATH=/usr/bin:/bin LC_ALL=C)
    if ((EUID == 0)); then
        as_cluster_user+=(setpriv "--reuid=$cluster_user" "--regid=$(id -g "$cluster_user")" --init-groups --)
    fi
}

# A folder that nobody but the cluster's user, and root, can look into. Short: a socket's path ends at 107 bytes.
make_socket_folder() { # sets socket_folder
    socket_folder=$(mktemp -d /tmp/symbolon-XXXXXX)
    ((EUID != 0)) || chown "$cluster_user" "$socket_folder"
}

# Made beside its place and moved there: a folder of that name is a whole cluster.
create_cluster() { # DATA LOG INITDB-OPTION...
    local data=$1 log=$2
    shift 2
    "${as_cluster_user[@]}" rm -rf -- "$data.new"
    if ! "${as_cluster_user[@]}" "$postgres_bin/initdb" -D "$data.new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 "$@" \
        </dev/null >>"$log" 2>&1; then
        show_end "$log"
        fail "initdb failed."
    fi
    "${as_cluster_user[@]}" mv -- "$data.new" "$data"
}

cluster_processes() { # DATA
    local process
    for process in /proc/[0-9]*; do
        if [[ $process/cwd -ef $1 && $(cat "$process/comm" 2>/dev/null) == postgres ]]; then echo "${process#/proc/}"; fi
    done
}

# Ends what an earlier start left running. A pid file whose number was given to another process since would keep PostgreSQL from
# starting, but it may only be removed when no process works in that folder any more.
end_leftover_cluster() { # DATA
    local data=$1 pid step
    [[ -f $data/postmaster.pid ]] || return 0
    pid=$(head -n 1 -- "$data/postmaster.pid")
    if cluster_processes "$data" | grep -qx "$pid"; then
        say "Stopping the PostgreSQL that an earlier start left running."
        kill -INT "$pid"
    fi
    for ((step = 0; step < 600; step++)); do
        if [[ -z $(cluster_processes "$data") ]]; then
            rm -f -- "$data/postmaster.pid"
            return 0
        fi
        sleep 0.1
    done
    fail "PostgreSQL still runs in $data and does not stop: processes $(cluster_processes "$data" | paste -sd' ')."
}

start_cluster() { # DATA SOCKET-FOLDER LOG POSTGRES-OPTION...   sets cluster_pid
    local data=$1 sockets=$2 log=$3 attempt
    shift 3
    for ((attempt = 0; attempt < 20; attempt++)); do
        start_child "$log" "${as_cluster_user[@]}" setpriv --pdeathsig INT -- \
            "$postgres_bin/postgres" -D "$data" -k "$sockets" -c listen_addresses= "$@"
        cluster_pid=$!
        while is_running "$cluster_pid"; do
            if [[ $(sed -n '1p;8p' "$data/postmaster.pid" 2>/dev/null) == "$cluster_pid"$'\n'ready* ]]; then return 0; fi
            sleep 0.05
        done
        # Backends of a crashed postmaster may take a moment to notice.
        grep -q 'still in use' "$log" || break
        sleep 0.5
    done
    cluster_pid=
    show_end "$log"
    fail "PostgreSQL does not start."
}

stop_cluster() {
    is_running "${cluster_pid:-}" || return 0
    stop_child "$cluster_pid" INT 60 || stop_child "$cluster_pid" QUIT 10
}

database() { # SOCKET-FOLDER PSQL-OPTION...
    PGOPTIONS='-c client_min_messages=warning' "$postgres_bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$1" -U postgres "${@:2}"
}
