#!/usr/bin/env bash
# Tries the packages of `make dist` in a fresh Debian, as root: packaging/try.sh [SUITE]
# Installs the .deb, runs what the unit runs, holds a class, removes and purges it, and looks for what is
# left; then unpacks the tarball as another user and holds a class with that.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/.."
suite=${1:-bookworm}
packages=$(realpath target/packages)
tree=$(mktemp --directory)
chmod 755 "$tree"
port=$((20000 + RANDOM % 10000))
trap 'umount "$tree/proc" 2>/dev/null || true; rm -rf --one-file-system "$tree"' EXIT

within() { chroot "$@"; }
# What dpkg and apt keep of a package is their own: lists, logs, caches.
files() {
  (cd "$tree" && find . -path ./proc -prune -o -path ./var/lib/dpkg -prune -o -path ./var/cache -prune \
    -o -path ./var/lib/apt -prune -o -path ./var/log -prune -o -path ./tmp -prune -o -print | sort)
}
said_in_a_class() { # PROGRAM AND ARGUMENTS: runs a server that listens on $port, and talks in it
  : > "$tree/tmp/told"
  "$@" >>"$tree/tmp/told" 2>&1 &
  local server=$!
  until grep -q "$port" "$tree/tmp/told"; do
    kill -0 "$server" 2>/dev/null || { cat "$tree/tmp/told" >&2; return 1; }
    sleep 0.1
  done
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'ana\n/tabuada 7\nsair\n' >&3
  timeout 10 cat <&3 | tee "$tree/tmp/class" | grep -F '7 × 8 = 56'
  exec 3>&-
  kill -TERM "$server"
  wait "$server"
}

echo "== a fresh Debian ($suite)"
debootstrap --variant=minbase "$suite" "$tree" >/dev/null
mount -t proc proc "$tree/proc"
files > "$tree/tmp/before"

echo "== the .deb: install"
cp "$packages"/*.deb "$tree/tmp/sala.deb"
within "$tree" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends /tmp/sala.deb &>/dev/null
within "$tree" dpkg-query --show --showformat '${Package} ${Version} (${Depends})\n' sala
within "$tree" sala --version

echo "== the unit's command, as the unit's user"
printf 'listen = ["127.0.0.1:%s"]\nno-web = true\n' "$port" > "$tree/etc/sala/7A.toml"
unit=$tree/usr/lib/systemd/system/sala@.service
command=$(sed -n 's/^ExecStart=//p' "$unit" | sed 's/%i/7A/g')
data=$(sed -n 's/^Environment=SALA_DATA=//p' "$unit" | sed 's,%S,/var/lib,; s/%i/7A/g')
install --directory --mode=700 --owner=64001 --group=64001 "$tree$data"
read -ra words <<<"$command"
said_in_a_class chroot --userspec=64001:64001 "$tree" env -i LANG=C.UTF-8 "SALA_DATA=$data" "${words[@]}"
ls "$tree$data"

echo "== remove, purge: what is left"
within "$tree" dpkg --remove sala >/dev/null
[ ! -e "$tree/usr/bin/sala" ] && [ -e "$tree/etc/sala/7A.toml" ]
within "$tree" dpkg --purge sala >/dev/null
left=$(files | comm -13 "$tree/tmp/before" -)
[ -z "$left" ] || { echo "$left"; exit 1; }
echo nothing

echo "== the tarball, as another user"
mkdir --mode=755 "$tree/home/bia"
tar -xzf "$packages"/*.tar.gz --strip-components=1 -C "$tree/home/bia"
chown -R 64002:64002 "$tree/home/bia"
said_in_a_class chroot --userspec=64002:64002 "$tree" env -i HOME=/home/bia \
  /home/bia/bin/sala server --listen "127.0.0.1:$port" --no-web
find "$tree/home/bia/.local" -type f | sed "s,$tree,,"
