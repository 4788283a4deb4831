# Postfix with Dovecot, shared by the servers that are that and more; sourced behind lib.sh and never run. Each calls the
# functions postfix_... from its own.
# shellcheck shell=bash disable=SC2034,SC2154

postfix_ports=9
# The queue manager logs this once for each message that was committed to the queue, and only such get a 250.
accepted='/qmgr\[[0-9]+\]: .*\(queue active\)$'
# It also queues the notifications that senders ask for by DSN.
own='/bounce\[[0-9]+\]: [0-9A-Za-z]+: (sender|postmaster) .*notification: '

# What was deferred is logged again with each try: a message counts once, by its queue id.
matches() {
    if [[ $1 == "$accepted" ]]; then
        { grep --extended-regexp -- "$1" "${logs[0]}" || :; } | awk '{ print $6 }' | sort --unique | wc --lines
    else
        grep --count --extended-regexp -- "$1" "${logs[0]}" || :
    fi
}

postfix_layout() {
    masters=("$dir/queue/pid/master.pid" "$dir/run/master.pid")
    logs=("$dir/mail.log" "$dir/dovecot.log")
}

postfix_listeners() {
    echo "TLS $((port + 1)), PROXY $((port + 2)), LMTP $((port + 3)), LMTP over TLS $((port + 4))$(
        has_inboxes && echo ", IMAP over TLS $((port + 7)), POP3 over TLS $((port + 8))")"
}

# Optional: what needs them says so where they are not there.
has_inboxes() { [[ -x /usr/lib/dovecot/imap && -x /usr/lib/dovecot/pop3 ]]; }

postfix_missing() {
    [[ -x /usr/sbin/postfix ]] || echo postfix
    [[ -x /usr/sbin/dovecot ]] || echo dovecot-core
    [[ -x /usr/lib/dovecot/lmtp ]] || echo dovecot-lmtpd
    [[ -x /usr/bin/openssl ]] || echo openssl
    [[ $install != true ]] || has_inboxes || printf '%s\n' dovecot-{imapd,pop3d}
}

# fill FILE: prints the template, filled.
fill() {
    sed -e "s|@DIR@|$dir|g" -e "s|@PORT@|$port|g" -e "s|@TLS_PORT@|$((port + 1))|g" -e "s|@PROXY_PORT@|$((port + 2))|g" \
        -e "s|@RELAY_PORT@|$((port + 5))|g" -e "s|@RELAY_LMTP_PORT@|$((port + 6))|g" \
        -e "s|@LMTP_PORT@|$((port + 3))|g" -e "s|@LMTPS_PORT@|$((port + 4))|g" \
        -e "s|@IMAPS_PORT@|$((port + 7))|g" -e "s|@POP3S_PORT@|$((port + 8))|g" \
        -e "s|@KEEPER_UID@|$(id -u nobody)|g" -e "s|@KEEPER_GID@|$(id -g nobody)|g" "$here/lib/$1"
}

postfix_configure() {
    local slow file
    install --directory --owner=root --mode=755 "$dir"/{etc,queue,run}
    install --directory --owner=postfix --mode=700 "$dir/data"
    install --directory --owner=nobody --mode=755 "$dir"/kept{,/{smtp,lmtp}{,/{cur,new,tmp}}}
    certify
    for file in main.cf master.cf dovecot.conf; do fill "$file" >"$dir/etc/$file"; done
    ! has_inboxes || fill inboxes.conf >>"$dir/etc/dovecot.conf"
    postfix_destination
    slow=$(doveadm pw -s BLF-CRYPT -r 11 -p slowpass)
    # CRAM-MD5 needs the password itself, hence {PLAIN}.
    {
        echo 'user:{PLAIN}pass'
        seq --format='%05g' 100 | sed "s|.*|user&:{PLAIN}pass&\nslow&:$slow|"
    } >"$dir/etc/users"
}

relay='' maildir=''
postfix_option() {
    case $1 in
        --relay)
            relay=$2
            [[ $relay =~ ^(smtp:|lmtp:)?[1-9][0-9]{1,4}$ ]] || fail 2 "--relay must be a port, or lmtp: and one, not '$2'"
            ;;
        --maildir)
            maildir=$(realpath --canonicalize-missing -- "${2:?--maildir needs a path}")
            [[ $maildir =~ ^/[A-Za-z0-9._/@+-]+$ ]] || fail 2 "--maildir must be a plain path, not '$maildir'"
            ;;
        *) return 1 ;;
    esac
}

# Where mail goes that would be discarded.
postfix_destination() {
    local way='' settings=()
    if [[ $relay ]]; then
        way=${relay%%:*}
        [[ $relay == *:* ]] || way=smtp
        settings+=("relayhost=[127.0.0.1]:${relay##*:}")
        way=$way:[127.0.0.1]:${relay##*:}
    elif [[ $maildir ]]; then
        install --directory --owner=nobody --mode=755 "$maildir"
        echo '/^(.*)@([^@]*)$/ $2/$1/' >"$dir/etc/mailboxes"
        way=virtual:
        settings+=("virtual_mailbox_base=$maildir" "virtual_mailbox_maps=regexp:$dir/etc/mailboxes" virtual_mailbox_domains=)
    fi
    [[ ! $way ]] || postconf -c "$dir/etc" -e {default,relay,local}_transport="$way" "${settings[@]}"
}

postfix_launch() {
    ulimit -n "$(ulimit -H -n)"
    /usr/sbin/postfix -c "$dir/etc" start &&
        /usr/sbin/dovecot -c "$dir/etc/dovecot.conf"
}

postfix_pending() { [[ $(find "$dir"/queue/{incoming,maildrop} -type f -print -quit) ]]; }
