#!/bin/sh
# Gives every wanted certificate that is not usable a self-signed one, so that readers can start. What is usable stays.

# shellcheck source=store.sh
. "${0%/*}/store.sh"

make() {
    name=$1
    shift
    work=$state/self-signed/$name
    mkdir -p "$work" || return 1
    names=$(printf ',DNS:%s' "$@")
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -keyout "$work/key" -out "$work/crt" \
        -days 397 -subj "/O=self-signed by nagaya/CN=$(printf '%.64s' "$1")" -addext "subjectAltName=${names#,}" \
        -addext 'extendedKeyUsage=serverAuth' 2>"$work/errors" || {
        cat "$work/errors" >&2
        return 1
    }
    deploy "$name" "$work/crt" "$work/key" || return 1
    rm -rf "$work"
    echo "$name: self-signed for $*"
}

# Is what readers see good enough to serve? A real certificate that is out of date is left alone: a browser refuses it as it would
# refuse a self-signed one, and whoever looks sees what is wrong.
is_usable() {
    name=$1
    shift
    crt=$store/$name/fullchain.pem
    is_pair "$crt" "$store/$name/privkey.pem" && is_for "$crt" "$@" || return 1
    if [ "$(fact server none)" != none ] && ! is_self_signed "$crt"; then return 0; fi
    lasts "$crt" 30
}

# What an ACME server gave us before, if it is still good: somebody took away what readers see.
restore() {
    name=$1
    shift
    locate "$name" "$1"
    is_pair "$file.crt" "$file.key" && is_for "$file.crt" "$@" && lasts "$file.crt" 0 || return 1
    deploy "$name" "$file.crt" "$file.key" && echo "$name: put back"
}

sign() {
    failed=0
    while read -r name domains; do
        [ -n "$name" ] || continue
        # shellcheck disable=SC2086 # words of a line, without patterns: nagaya has looked
        (set -f; is_usable "$name" $domains || restore "$name" $domains || make "$name" $domains) || failed=1
    done <<LIST
$(facts certificate)
LIST
    tell
    return $failed
}

alone sign
