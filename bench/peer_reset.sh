#!/bin/bash
# Back to nothing, except that the homes stay with the images in them: peer_reset.sh ACCOUNT…
set -uo pipefail
reset() {
    local name=$1 uid
    uid=$(id -u "$name") || return 0
    loginctl disable-linger "$name"
    systemctl stop "user@$uid.service"
    while pgrep -u "$uid" >/dev/null; do sleep 0.05; done
    rm -rf "/etc/containers/systemd/users/$uid" "/srv/nagaya/$name" "/srv/data/$name"
    find "/home/$name" -mindepth 1 -maxdepth 1 ! -name .local -exec rm -rf {} +
}
for name in "$@"; do
    reset "$name" &
done
wait
for name in "$@"; do
    userdel "$name" 2>/dev/null
done
rm -rf /srv/nagaya /srv/data /var/lib/nagaya
