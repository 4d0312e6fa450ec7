# shellcheck shell=bash
# Processes a script starts and stops.

# Starts a command in a session of its own: Ctrl-C then reaches the script alone, which stops things in order.
# With `setpriv --pdeathsig` in front of it (after any change of user, which clears it) the kernel ends it should the script be killed.
# Never call this in a subshell: that would be the parent.
start_child() { # LOG COMMAND...   its process is $!
    setsid "${@:2}" </dev/null >>"$1" 2>&1 &
}

is_running() { [[ -n ${1:-} ]] && kill -0 "$1" 2>/dev/null; } # PID

# Fails when it is still there after so many seconds.
stop_child() { # PID SIGNAL SECONDS
    local step
    kill "-$2" "$1" 2>/dev/null || return 0
    for ((step = 0; step < $3 * 20; step++)); do
        is_running "$1" || return 0
        sleep 0.05
    done
    return 1
}

# A long command. It runs in the background, since bash answers no signal while a command in the foreground runs, and in a session, since
# a build or a test run starts process groups of its own.
run_long() { # MINUTES COMMAND...   sets long_command while it runs
    local end=$((SECONDS + $1 * 60))
    setsid setpriv --pdeathsig TERM -- "${@:2}" </dev/null &
    long_command=$!
    while is_running "$long_command"; do
        if ((SECONDS > end)); then
            say "Stopped after $1 minutes: ${*:2}"
            end_long_command
            return 124
        fi
        sleep 0.1
    done
    local ended=$long_command
    long_command=
    wait "$ended"
}

end_long_command() {
    local session=${long_command:-} step
    [[ -n $session ]] || return 0
    for ((step = 0; step < 100; step++)); do
        signal_session "$session" TERM || break
        sleep 0.1
    done
    signal_session "$session" KILL || true
    long_command=
}

# Fails when nothing of it is left.
signal_session() { # SESSION SIGNAL
    local process line session found=1
    for process in /proc/[0-9]*; do
        read -r line 2>/dev/null <"$process/stat" || continue
        read -r _ _ _ session _ <<<"${line##*) }"
        if [[ $session == "$1" ]]; then
            kill "-$2" "${process#/proc/}" 2>/dev/null || true
            found=0
        fi
    done 2>/dev/null
    return "$found"
}

# A shell that a script starts in the background ignores SIGINT, and bash cannot trap what it was started to ignore.
interrupts_are_ignored() {
    local ignored
    ignored=$(sed -n 's/^SigIgn:[[:space:]]*//p' "/proc/$$/status")
    ((16#${ignored:-0} & 2))
}
