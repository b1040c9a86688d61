#!/bin/bash
# What one would write by hand for the same deed: creates the accounts, writes the files and starts the units in parallel.
#   peer_apply.sh DIR IMAGE    DIR has one directory for each service, with its Quadlet files and files/
# Accounts are called after their services; uids and subids are those of a site made by `bench/run`.
set -euo pipefail
dir=$1 image=$2
uid=4000 subid=300000000

as() {  # as ACCOUNT COMMAND…: with the environment of the account's service manager
    local account=$1 id
    id=$(id -u "$account")
    shift
    setpriv --reuid="$id" --regid="$id" --init-groups env -i PATH=/usr/bin:/bin HOME="/home/$account" \
        XDG_RUNTIME_DIR="/run/user/$id" "$@"
}

# Lingering comes before the files: a manager that finds a Quadlet file when it comes up starts it at once, and a reload in the
# middle of that start makes the start fail ("protocol") now and then.
for path in "$dir"/*/; do
    name=$(basename "$path")
    groupadd --gid $uid "$name"
    useradd --uid $uid --gid $uid --home-dir "/home/$name" --shell /usr/sbin/nologin --no-create-home --key SUB_UID_COUNT=0 \
        --key SUB_GID_COUNT=0 "$name"
    usermod --add-subuids $subid-$((subid + 65535)) --add-subgids $subid-$((subid + 65535)) "$name"
    install -d -m 0750 -o "$name" -g "$name" "/home/$name"
    loginctl enable-linger "$name"
    uid=$((uid + 1)) subid=$((subid + 65536))
done

install -d -m 0755 /srv/nagaya /srv/data /etc/containers/systemd/users
start() {
    local name=$1 id quadlets
    id=$(id -u "$name")
    quadlets=/etc/containers/systemd/users/$id
    until [ -S "/run/user/$id/bus" ]; do sleep 0.02; done
    install -d -m 0750 -g "$name" "/srv/nagaya/$name" "/srv/data/$name" "$quadlets"
    install -d -m 0750 -o "$name" -g "$name" "/srv/data/$name/state"
    install -D -m 0644 -t "/srv/nagaya/$name/files" "$dir/$name/files/"*
    sed "s,@@IMAGE@@,$image,; s,@@FILES_PATH@@,/srv/nagaya/$name/files,; s,@@DATA_PATH@@,/srv/data/$name," \
        "$dir/$name/$name.container" >"$quadlets/$name.container"
    as "$name" systemctl --user daemon-reload
    # The first `podman run` of an account now and then fails with "protocol" (its pause process is made meanwhile): once more.
    as "$name" systemctl --user start "$name.service" || as "$name" systemctl --user start "$name.service"
}
for path in "$dir"/*/; do
    start "$(basename "$path")" &
done
for job in $(jobs -p); do
    wait "$job" || exit
done
