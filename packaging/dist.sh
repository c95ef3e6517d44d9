#!/usr/bin/env bash
# Makes the packages in target/packages: sala-VERSION-TARGET.tar.gz, the .deb, and SHA256SUMS. The same
# source and tools give the same bytes, wherever and whenever they are run.
set -euo pipefail
cd "$(dirname "$0")/.."
CARGO=${CARGO:-cargo}

commit_time() { git log -1 --format=%ct 2>/dev/null; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(commit_time || stat --format=%Y Cargo.toml)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022

# OpenSSL writes the folder where it is built into the program. So it is built in one that every machine
# has, and in which only root could put what that program might load.
here=/mnt box=(bwrap --dev-bind / / --bind "$PWD" /mnt --chdir /mnt)
if ! "${box[@]}" true 2>/dev/null; then
  echo 'make dist: without bubblewrap, only builds in this same folder give the same bytes.' >&2
  here=$PWD box=()
fi
RUSTFLAGS="--remap-path-prefix=$here=/sala --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
  "${box[@]}" $CARGO build --profile dist --locked --bin sala
target=$(rustc --print host-tuple)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
packages=target/packages
tree=$packages/tree
sala=target/dist/sala

rm -rf "$packages"
packaging/lay-out.sh "$sala" "$tree"
python3 packaging/third-party.py "$target" > "$tree/THIRD-PARTY.txt"
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

name=sala-$version-$target
tar --sort=name --format=ustar --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
  --mode=go-w,a+rX --transform="s,^tree,$name," -C "$packages" -cf - tree |
  gzip --no-name --best > "$packages/$name.tar.gz"
if command -v cargo-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null; then
  $CARGO deb --quiet --locked --no-build --no-strip --profile dist --output "$packages/"
else
  echo 'make dist: no .deb without cargo-deb and dpkg-dev: cargo install cargo-deb --locked' >&2
fi
(cd "$packages" && sha256sum -- *.tar.gz $(ls -- *.deb 2>/dev/null) > SHA256SUMS)
rm -rf "$tree"

cat "$packages/SHA256SUMS"
if command -v objdump >/dev/null; then
  echo "The program needs $(objdump -T "$sala" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -1) or later."
fi
