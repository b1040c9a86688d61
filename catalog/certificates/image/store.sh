# What both programs share. Reads /wanted/certificates.conf, which nagaya writes: one fact a line, its name first.
# /store is what readers see, /state is ours.

set -eu
umask 027 # keys are for the group of the store and for nobody else; its setgid bit names the group
conf=${WANTED:-/wanted}/certificates.conf
store=${STORE:-/store}
state=${STATE:-/state}
[ -r "$conf" ] || { echo "$conf is not there" >&2; exit 1; }

# Runs the words while no other program does so: renewing makes self-signed ones too, and may do so while self-sign.service does.
alone() (
    exec 9>"$state/lock"
    flock 9
    "$@"
)

# The values of all lines that begin with $1.
facts() {
    sed -n "s/^$1 //p" "$conf"
}

# The first value of them, or $2.
fact() {
    value=$(facts "$1" | head -n 1)
    printf '%s\n' "${value:-${2:-}}"
}

# Does the certificate $1 belong to the key $2?
is_pair() {
    [ -s "$1" ] && [ -s "$2" ] || return 1
    of_certificate=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) || return 1
    of_key=$(openssl pkey -in "$2" -pubout 2>/dev/null) || return 1
    [ "$of_certificate" = "$of_key" ]
}

# Is the certificate $1 for exactly the domains that follow?
is_for() {
    given=$1
    shift
    found=$(openssl x509 -in "$given" -noout -ext subjectAltName 2>/dev/null | tr ',' '\n' | sed -n 's/^ *DNS://p' | sort)
    [ "$found" = "$(printf '%s\n' "$@" | sort)" ]
}

is_self_signed() {
    [ "$(openssl x509 -in "$1" -noout -subject_hash)" = "$(openssl x509 -in "$1" -noout -issuer_hash)" ]
}

# Has the certificate $1 more than $2 days left?
lasts() {
    openssl x509 -in "$1" -noout -checkend $(($2 * 86400)) >/dev/null 2>&1
}

# Writes file $1 beside $2, with the mode that readers need.
stage() {
    cp "$1" "$2.new" && chmod 0640 "$2.new" && sync "$2.new"
}

# The certificate $2 with its key $3 becomes what readers see as $1. Both are on the disk before either is swapped in; a full disk
# leaves what is there.
deploy() {
    dir=$store/$1
    if cmp -s "$2" "$dir/fullchain.pem" && cmp -s "$3" "$dir/privkey.pem"; then return 0; fi
    if mkdir -p "$dir" && stage "$3" "$dir/privkey.pem" && stage "$2" "$dir/fullchain.pem"; then
        mv -f "$dir/privkey.pem.new" "$dir/privkey.pem" && mv -f "$dir/fullchain.pem.new" "$dir/fullchain.pem"
    else
        rm -f "$dir/privkey.pem.new" "$dir/fullchain.pem.new"
        return 1
    fi
}

# Where we keep what the ACME server gave us for the certificate $1, whose first domain is $2: sets `kept`, a directory, and `file`,
# to which .crt and .key are added. Another server gives other certificates.
locate() {
    server=$(fact server none)
    account=$state/$(printf %s "${server#https://}" | tr -c 'A-Za-z0-9.' '_')
    kept=$account/$1
    file=$kept/certificates/$(printf %s "$2" | tr '*' '_')
}

# Tells the readers of every certificate that is newer than what they were told of. All files are in place by then, so that one
# reload takes up all of them.
tell() {
    facts certificate | while read -r name _; do
        dir=$store/$name
        [ -e "$dir/fullchain.pem" ] || continue
        told=$dir/changed
        if [ ! -e "$told" ] || [ "$dir/fullchain.pem" -nt "$told" ] || [ "$dir/privkey.pem" -nt "$told" ]; then
            echo "$name: changed"
            date -u +%Y-%m-%dT%H:%M:%SZ >"$told"
        fi
    done
}
