# Shared by the servers in this folder, sourced and never run: the verbs, waiting for a port, installing, stopping.
#
# A server script sets `name`, `default_port`, `login` (shown by start, may be empty) and `accepted` (a regular
# expression that matches one log line for each accepted message), may set `ports` (how many it takes, from --port up)
# and `own` (matches one line for each message that the server wrote itself), defines these and calls `serve "$@"`:
#   layout     sets `masters` (pid files in the order of stopping) and `logs` (the one to count in first) below $dir
#   missing    prints the packages it still needs
#   fetch      gets those packages, given as arguments
#   configure  writes the configuration below $dir
#   launch     starts the server detached; each master leads a process group and lives below $dir
#   listeners  prints the listeners beside --port, for the line that start shows (optional)
#   pending    true while the server still owes log lines (optional)
#   option     takes an option of its own with its value; false where there is none of that name (optional)
# shellcheck shell=bash disable=SC2154

say() { printf '%s: %s\n' "$name" "$*"; }
fail() { local code=$1; shift; say "$@" >&2; exit "$code"; }
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit "$1"; }
pending() { false; }
option() { return 1; }
listeners() { :; }

parse() {
    verb='' port=$default_port dir=${TMPDIR:-/tmp}/mailrace-$name-$UID install=${CI:-false} keep=false chosen=false
    while (($#)); do
        case $1 in
            start | stop | status | count | log) verb=$1 ;;
            --port) port=${2:?--port needs a number} chosen=true; shift ;;
            --dir) dir=${2:?--dir needs a path}; shift ;;
            --install) install=true ;;
            --keep) keep=true ;;
            --help) usage 0 ;;
            --*) option "$1" "${2:-}" || usage 2 >&2; shift ;;
            *) usage 2 >&2 ;;
        esac
        shift
    done
    [[ $verb ]] || usage 2 >&2
    [[ $port =~ ^[1-9][0-9]{3,4}$ ]] || fail 2 "--port must be a high port, not '$port'"
    dir=$(realpath --canonicalize-missing -- "$dir")
    # The path goes into the servers' own configuration, which quotes nothing.
    [[ $dir =~ ^/[A-Za-z0-9._/@+-]+$ ]] || fail 2 "--dir must be a plain path, not '$dir'"
    mark=$dir/.mailrace-$name # Only a directory that bears this mark is ever removed.
    ports=${ports:-1}
    layout
}

ready() {
    local others
    others=$(listeners)
    printf '127.0.0.1:%s %s (%s)' "$port" "$1" "${login:+$login; }${others:+$others; }log ${logs[0]}"
}

# The leaders that are alive. A pid may have been reused, so its process must live below $dir.
alive() {
    local file pid
    for file in "${masters[@]}"; do
        [[ -r $file ]] || continue
        pid=$(tr -dc 0-9 <"$file")
        [[ -z $pid || $(readlink "/proc/$pid/cwd") != "$dir"/* ]] || printf '%s\n' "$pid"
    done
}

# QUIT is sent only after the banner, because OpenSMTPD closes on any early byte.
greets() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$port" && IFS= read -r -t 2 line <&3 && [[ $line == 220* ]] || exit 1
        printf 'QUIT\r\n' >&3
        read -r -t 2 line <&3
    ) 2>/dev/null
}

# Prints the first port that somebody listens at.
taken() {
    local at
    for ((at = port; at < port + ports; at++)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$at") 2>/dev/null || { echo "$at"; return; }
    done
    return 1
}
running() { [[ $(alive | wc -l) -eq ${#masters[@]} ]] && greets; }
# The state and the group follow the name in parentheses. Zombies do not count: in a container nobody may reap them.
group_gone() { ! grep --quiet --no-messages --extended-regexp "\) [^ZX] [0-9]+ $1 " /proc/[0-9]*/stat; }

# eventually SECONDS COMMAND...: true as soon as the command is.
eventually() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

# The group tells when the last child is gone, too.
halt() {
    local pid
    for pid in $(alive); do
        kill -TERM "$pid" 2>/dev/null || :
        eventually 10 group_gone "$pid" || kill -KILL -- "-$pid" 2>/dev/null || :
        eventually 5 group_gone "$pid" || fail 1 "process group $pid does not end"
    done
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --option APT::Sandbox::User=root "$@" >&2; }

# The packages' own services must not start, so Debian's policy hook denies it for as long as this takes.
apt_install() (
    policy=/usr/sbin/policy-rc.d
    [[ ! -e $policy ]] || mv "$policy" "$policy.mailrace"
    trap 'rm -f "$policy"; [[ ! -e $policy.mailrace ]] || mv "$policy.mailrace" "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    apt_get install --yes --no-install-recommends "$@"
)

# A self-signed certificate, as $dir/etc/cert.pem and key.pem.
certify() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$dir/etc/key.pem" -out "$dir/etc/cert.pem" 2>&1
}

# begin_cache enters a new folder, unpack PACKAGE... fills its folder deb, and end_cache puts what was moved out of that at
# $cache; all in one subshell.
begin_cache() {
    mkdir --parents -- "${cache%/*}"
    temporary=$(mktemp --directory --tmpdir="${cache%/*}")
    trap 'rm -rf -- "$temporary"' EXIT
    cd "$temporary" || exit
}

unpack() {
    local package
    apt_get download "$@"
    for package in ./*.deb; do dpkg-deb --extract "$package" deb; done
    rm -- ./*.deb
}

end_cache() {
    chmod 755 "$temporary" # Servers drop their rights and must still read it.
    rm -rf -- deb "$cache"
    mv "$temporary" "$cache"
}

# own_etc USER...: $dir/etc becomes an /etc for a mount namespace, so the machine needs no new users and no DNS. The users'
# numbers count from 64001 up.
own_etc() {
    local user number=64000
    echo root:x:0:0::/:/bin/sh >"$dir/etc/passwd"
    for user in "$@"; do
        echo "$user:x:$((++number)):$number::/:/bin/sh" >>"$dir/etc/passwd"
    done
    sed -E 's/^([^:]+:x:)([^:]+).*/\1\2:/' "$dir/etc/passwd" >"$dir/etc/group"
    echo '127.0.0.1 localhost' >"$dir/etc/hosts"
    echo 'lookup file' >"$dir/etc/resolv.conf"
}

provide() {
    local packages
    mapfile -t packages < <(missing)
    ((${#packages[@]})) || return 0
    [[ $install == true ]] || fail 3 "missing: ${packages[*]}; get them by '$0 start --install' as root"
    apt_get update
    fetch "${packages[@]}"
}

start() {
    if [[ -O $mark ]]; then
        local wanted=$port
        port=$(<"$mark")
        if running; then
            [[ $chosen == false || $wanted == "$port" ]] || fail 1 "runs already on port $port; stop it first"
            say "$(ready 'ready, was running already')"
            return
        fi
        port=$wanted
    fi
    ((UID == 0)) || fail 3 "needs root, because the server changes users; try sudo"
    provide
    [[ ! -O $mark ]] || { halt; rm -rf -- "$dir"; }
    local other
    ! other=$(taken) || fail 1 "port $other is taken by another process; choose $ports with --port"
    [[ -z $(ls -A -- "$dir" 2>/dev/null) ]] || fail 1 "$dir has files of others; choose another with --dir"
    # The server's own users must pass through, but nobody else may put files there.
    install --directory --owner=root --group=root --mode=755 -- "$dir"
    printf '%s\n' "$port" >"$mark"
    configure >"$dir/start.log"
    # A daemon that kept our output would make whoever reads it wait for the daemon.
    if ! launch </dev/null &>>"$dir/start.log" || ! eventually 20 running; then
        tail --quiet --lines=8 -- "$dir/start.log" "${logs[@]}" >&2 2>/dev/null || :
        halt
        fail 1 "no greeting on 127.0.0.1:$port; see $dir"
    fi
    say "$(ready ready)"
}

stop() {
    [[ -O $mark ]] || { say "not running"; return; }
    halt
    [[ $keep == true ]] || rm -rf -- "$dir"
    say "stopped"
}

status() {
    [[ -O $mark ]] || fail 1 "not running"
    port=$(<"$mark")
    running || fail 1 "not running, or mute on 127.0.0.1:$port"
    say "$(ready running)"
}

matches() { grep --count --extended-regexp -- "$1" "${logs[0]}" || :; }

# The number is left in $accepted_now.
tally() {
    accepted_now=$(matches "$accepted")
    [[ -z ${own:-} ]] || ((accepted_now -= $(matches "$own"))) || :
}

settled() {
    local before
    tally
    before=$accepted_now
    sleep 0.7
    tally
    ((before == accepted_now)) && ! pending
}

# A server logs behind its reply, so the count is final only when it has come to rest.
count() {
    local final=true
    [[ -e ${logs[0]} ]] || fail 1 "no log at ${logs[0]}"
    eventually 30 settled || final=false
    echo "$accepted_now"
    [[ $final == true ]] || fail 1 "still growing after 30 s, so the count is not final"
}

log() { cat -- "${logs[@]}"; }

serve() {
    parse "$@"
    "$verb"
}
