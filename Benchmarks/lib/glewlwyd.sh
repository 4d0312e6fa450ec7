# shellcheck shell=bash
# Glewlwyd, another token server, on the run's own cluster. Needs terminal.sh, processes.sh and postgres.sh.

glewlwyd_schema=/usr/share/dbconfig-common/data/glewlwyd/install

# Sets glewlwyd, its process, and glewlwyd_secret.
start_glewlwyd() { # SOURCE SOCKET-FOLDER PORT LOG
    local source=$1 sockets=$2 port=$3 log=$4 step
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "something listens on port $port already."; fi
    glewlwyd_secret=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    database "$sockets" -d postgres -c 'CREATE DATABASE glewlwyd'
    database "$sockets" -d glewlwyd -c 'CREATE EXTENSION pgcrypto' -f "$glewlwyd_schema/pgsql" -f "$glewlwyd_schema/postgre.default.sql" \
        -v "key=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" -v "secret=$glewlwyd_secret" -f "$source/clients.sql"
    sed -e "s|@PORT@|$port|; s|@LOG@|$log|; s|@SOCKETS@|$sockets|" "$source/glewlwyd.conf" >"$sockets/glewlwyd.conf"
    start_child "$log" setpriv --pdeathsig TERM -- glewlwyd "--config-file=$sockets/glewlwyd.conf"
    glewlwyd=$!
    for ((step = 0; step < 200; step++)); do
        is_running "$glewlwyd" || break
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return 0; fi
        sleep 0.05
    done
    show_end "$log"
    fail "Glewlwyd does not start."
}
