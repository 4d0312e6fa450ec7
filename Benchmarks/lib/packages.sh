# shellcheck shell=bash
# What the token benchmarks hold the product against. Needs deploy/lib/terminal.sh and deploy/lib/packages.sh.

install_benchmark_packages() { # LOG
    local missing
    # The last one is Glewlwyd's way of being given no database, which the run makes itself.
    mapfile -t missing < <(missing_packages wrk glewlwyd dbconfig-no-thanks)
    ((${#missing[@]} > 0)) || return 0
    if [[ " ${missing[*]} " == *" glewlwyd "* ]]; then
        say "Telling debconf that glewlwyd is not to be configured."
        echo 'glewlwyd glewlwyd/config_type select No configuration' | as_root debconf-set-selections
    fi
    install_packages "$1" "${missing[@]}"
    if [[ " ${missing[*]} " == *" glewlwyd "* ]]; then no_glewlwyd_service "$1"; fi
}

# Debian starts it, and would with every boot.
no_glewlwyd_service() { # LOG
    if [[ -d /run/systemd/system ]]; then
        as_root systemctl disable --now glewlwyd >>"$1" 2>&1 || true
    else
        as_root update-rc.d glewlwyd disable >>"$1" 2>&1 || true
        as_root service glewlwyd stop >>"$1" 2>&1 || true
    fi
}
