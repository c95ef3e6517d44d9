#!/bin/sh
# Looks for what a build needs. What is not here is named in one line, with the commands that get it.
# usage: packaging/needs.sh CARGO PROGRAM [--no-default-features]
cargo=${1:-cargo} program=${2:-}
cd "$(dirname "$0")/.." || exit

case ${SALA_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
en*)
    missing_is=missing get='To install:' here_is='this is' c='a C compiler'
    first='The first build takes a few minutes.'
    ;;
*)
    missing_is=falta get='Para instalar:' here_is='este é o' c='um compilador C'
    first='A primeira compilação leva alguns minutos.'
    ;;
esac
missing='' packages=''
lacks() {
    missing="$missing${missing:+, }$1"
    packages="$packages $2"
}

if command -v apt-get; then
    install='apt install' compiler='gcc libc6-dev'
elif command -v dnf; then
    install='dnf install' compiler=gcc
elif command -v zypper; then
    install='zypper install' compiler='gcc glibc-devel'
elif command -v pacman; then
    install='pacman -S' compiler=gcc
elif command -v apk; then
    install='apk add' compiler='gcc musl-dev'
else
    # Whatever installs them here.
    install='' compiler='gcc'
fi >/dev/null 2>&1
[ "$(id -u)" = 0 ] || [ -z "$install" ] || install="sudo $install"
sample=$(mktemp) || exit
trap 'rm -f "$sample"' EXIT
echo 'int main(void) { return 0; }' | ${CC:-cc} -x c -o "$sample" - 2>/dev/null || lacks "$c" "$compiler"
if [ "${3:-}" != --no-default-features ]; then
    # The modules with which OpenSSL configures itself; a small Debian has only the core of Perl.
    perl -MFindBin -MIPC::Cmd -MFile::Compare -MPod::Usage -e 1 2>/dev/null || lacks perl perl
fi

wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
found=$($cargo --version 2>/dev/null | cut -d ' ' -f 2 | cut -d - -f 1)
oldest=$(printf '%s\n' "$wanted.0" "$found" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)
rustup=''
if [ "$oldest" != "$wanted.0" ]; then
    missing="$missing${missing:+, }Rust $wanted${found:+ ($here_is $found)}"
    rustup='rustup update stable'
    if ! command -v rustup >/dev/null; then
        rustup="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
        command -v curl >/dev/null || packages="$packages curl"
    fi
fi

if [ -n "$missing" ]; then
    system="${packages:+$install$packages}"
    [ "$(uname)" != Darwin ] || system="${packages:+xcode-select --install}"
    echo "sala: $missing_is: $missing. $get $system${system:+${rustup:+ && }}$rustup" >&2
    exit 1
fi
[ -e "$program" ] || echo "sala: $first" >&2
