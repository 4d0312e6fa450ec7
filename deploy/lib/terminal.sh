# shellcheck shell=bash
# What scripts say.

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# The end of a log, indented, on standard error.
show_end() { # LOG
    [[ -s $1 ]] || return 0
    printf 'The last lines of %s:\n' "$1" >&2
    tail -n 25 -- "$1" | sed 's/^/    /' >&2
}

duration() { # SECONDS
    if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %d s' "$(($1 / 60))" "$(($1 % 60))"; fi
}

# Variables of the caller's that would change what libpq or the server does.
forget_environment() {
    local name
    for name in $(compgen -e); do
        case $name in PG* | SYMBOLON_*) unset "$name" ;; esac
    done
}
