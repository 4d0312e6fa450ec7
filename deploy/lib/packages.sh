# shellcheck shell=bash
# Debian packages, installed only where they are missing. Needs terminal.sh and postgres.sh.

# What the build needs, and PostgreSQL, as far as it is missing. Without pkg-config SwiftPM does not find Debian's libpq.
missing_build_packages() {
    missing_packages libpq-dev libssl-dev
    command -v pkg-config >/dev/null || echo pkg-config
    find_postgres newest || echo postgresql
}

missing_packages() { # NAME...
    local name
    for name; do
        [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>/dev/null) == installed* ]] || echo "$name"
    done
}

install_packages() { # LOG NAME...
    local log=$1
    shift
    (($# > 0)) || return 0
    command -v apt-get >/dev/null || fail "needs these Debian packages or what they hold, and there is no apt-get here: $*"
    ((EUID == 0)) || command -v sudo >/dev/null || fail "needs packages, and there is no sudo here. As root: apt-get install $*"
    say "Installing $* (apt writes to $log)."
    apt "$log" update || say "apt-get update failed; trying with the lists that are there."
    if [[ " $* " == *" postgresql "* ]]; then
        apt "$log" install postgresql-common || apt_failed "$log"
        no_main_cluster
    fi
    apt "$log" install "$@" || apt_failed "$log"
}

apt() { # LOG update|install NAME...
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends "${@:2}" \
        </dev/null >>"$1" 2>&1
}

apt_failed() { # LOG
    show_end "$1"
    fail "apt-get install failed."
}

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

# Before PostgreSQL itself is installed: Debian would make a cluster on port 5432 and start it with every boot.
no_main_cluster() {
    local file=/etc/postgresql-common/createcluster.conf
    if grep -Eqs '^[[:space:]]*create_main_cluster' "$file"; then return 0; fi
    say "Setting create_main_cluster = false in $file, so that no PostgreSQL starts by itself."
    echo 'create_main_cluster = false' | as_root tee -a "$file" >/dev/null
}
