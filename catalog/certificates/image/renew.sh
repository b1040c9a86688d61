#!/bin/sh
# Gets certificates that are not there or are about to end from the ACME server. One that fails does not keep the others from
# being tried; what is there stays. Ends with 1 if one failed: the unit then shows as failed, and is tried again in an hour.

# shellcheck source=store.sh
. "${0%/*}/store.sh"

# What `nagaya cert` shows of the last attempt for $1: $2 is ok or failed, $3 why. On a full disk it takes the place of the old one.
note() {
    text=$(printf 'attempt=%s\nresult=%s\nerror=%s' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" "$3")
    if echo "$text" >"$store/$1/status.new" && mv -f "$store/$1/status.new" "$store/$1/status"; then return; fi
    rm -f "$store/$1/status.new"
    echo "$text" >"$store/$1/status"
} 2>/dev/null

# The provider's settings are in the environment of lego and of nothing else.
settings() {
    [ -r /run/secrets/dns.env ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in [A-Za-z_]*=*) export "${line?}" ;; esac
    done </run/secrets/dns.env
}

# An account that the server binds to one of its own; without `eab` lego makes the account itself.
register() {
    kid=$(fact eab)
    if [ -z "$kid" ] || [ -e "$account/accounts/$(printf %s "$server" | sed 's#^https://\([^/]*\).*#\1#' | tr : _)/$email/account.json" ]; then
        return 0
    fi
    perl "${0%/*}/register.pl" "$server" "$email" "$kid" "$account" </run/secrets/eab.hmac
}

# The line of what lego said that tells why, without its time.
reason() {
    grep -iE 'error|could not|cannot|failed|refused|requires|timeout|panic' "$1" | tail -n 1 |
        sed -e 's/^[0-9/]* [0-9:]* //' | tr -d '\000-\037' | cut -c 1-400
}

# Runs lego for the certificate that is kept in $1, for the domains that follow.
ask() {
    dir=$1
    shift
    for domain in "$@"; do set -- "$@" --domains "$domain"; shift; done
    for resolver in $resolvers; do set -- --dns.resolvers "$resolver" "$@"; done
    settings
    register || return 1
    # The account is there; lego only wants to be told that it is a bound one.
    [ -z "$(fact eab)" ] || set -- --eab "$@"
    lego --server "$server" --email "$email" --accept-tos --dns "$dns" --path "$dir" "$@" run
}

unwritten="it was issued, but could not be written to the store: is its disk full?"

# $1 is the certificate's name; its domains follow.
renew() {
    name=$1
    shift
    locate "$name" "$1"
    mkdir -p "$kept" "$account/accounts" "$store/$name" || return 1
    [ -e "$kept/accounts" ] || ln -s ../accounts "$kept/accounts" || return 1
    if is_pair "$file.crt" "$file.key" && is_for "$file.crt" "$@" && lasts "$file.crt" "$days"; then
        if ! alone deploy "$name" "$file.crt" "$file.key"; then
            note "$name" failed "$unwritten"
            return 1
        fi
        # What had failed may have been mended without an attempt of ours.
        ! grep -qs '^result=failed' "$store/$name/status" || note "$name" ok ""
        return
    fi
    echo "$name: asking $server for $*"
    if ask "$kept" "$@" >"$kept/log" 2>&1 && is_pair "$file.crt" "$file.key"; then
        if alone deploy "$name" "$file.crt" "$file.key"; then
            note "$name" ok ""
            return
        fi
        why=$unwritten
    else
        cat "$kept/log" >&2
        why=$(reason "$kept/log")
    fi
    note "$name" failed "${why:-what lego wrote does not say why}"
    echo "$name: failed" >&2
    return 1
}

work() {
    server=$(fact server none)
    [ "$server" != none ] || return 0
    email=$(fact email)
    dns=$(fact dns)
    days=$(fact renew_days 30)
    resolvers=$(facts resolver)
    ca=$(fact ca)
    [ -z "$ca" ] || export LEGO_CA_CERTIFICATES="${WANTED:-/wanted}/$ca"
    result=0
    while read -r name domains; do
        [ -n "$name" ] || continue
        # shellcheck disable=SC2086
        (set -f; renew "$name" $domains) || result=1
    done <<LIST
$(facts certificate)
LIST
    return $result
}

# What is wanted may change while this runs: a timer that fires meanwhile starts nothing.
failed=0
while :; do
    before=$(cat "$conf")
    failed=0
    sh "${0%/*}/self-sign.sh" || failed=1
    work || failed=1
    [ "$(cat "$conf")" != "$before" ] || break
done
alone tell
exit $failed
