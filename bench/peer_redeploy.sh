#!/bin/bash
# What a tree of Makefiles does for `make deploy`, service by service: stop what is deployed (timers, sockets, paths, the rest),
# copy the working tree and the units with rsync, fill in the variables, set the owners, reload the manager, start.
#   peer_redeploy.sh DIR IMAGE    DIR has one directory for each service, with its Quadlet files and files/
# Nothing is built, and the account's manager is asked as the account itself, which is quicker than `systemctl --user -M`.
set -euo pipefail
dir=$1 image=$2

as() {  # as ACCOUNT COMMAND…
    local account=$1 id
    id=$(id -u "$account")
    shift
    setpriv --reuid="$id" --regid="$id" --init-groups env -i PATH=/usr/bin:/bin HOME="/home/$account" \
        XDG_RUNTIME_DIR="/run/user/$id" "$@"
}

unit_of() { basename "$1" | sed 's/\.container$/.service/'; }

deploy() {
    local name=$1 home=/home/$1 path=/srv/nagaya/$1 quadlets=/home/$1/.config/containers/systemd units=/home/$1/.config/systemd/user
    local pattern file
    for pattern in '*.timer' '*.socket' '*.path' '*.service' '*.container'; do
        { find "$quadlets" "$units" -maxdepth 1 -name "$pattern" 2>/dev/null || true; } | while read -r file; do
            as "$name" systemctl --user stop "$(unit_of "$file")"
        done
    done
    install -d -m 0750 -o "$name" -g "$name" "$home" "$home/.config" "$home/.config/containers" "$quadlets" \
        "$home/.config/systemd" "$units"
    install -d -m 0750 "$path"
    rsync --archive --delete --exclude '*.container' "$dir/$name/" "$path/"
    rsync --archive --delete --include '*.container' --exclude '*' "$dir/$name/" "$quadlets/"
    sed -i "s,@@IMAGE@@,$image,; s,@@FILES_PATH@@,$path/files,; s,@@DATA_PATH@@,/srv/data/$name," "$quadlets"/*
    chown -R "$name:$name" "$path" "$home/.config"
    loginctl enable-linger "$name"
    as "$name" systemctl --user daemon-reload
    find "$quadlets" -maxdepth 1 -name '*.container' | while read -r file; do
        grep -q '^#NOSTART' "$file" || as "$name" systemctl --user start "$(unit_of "$file")"
    done
}

for path in "$dir"/*/; do
    deploy "$(basename "$path")"
done
