#!/usr/bin/env bash
# Lays out what a package holds: packaging/lay-out.sh SALA FOLDER
set -euo pipefail
sala=$(realpath "$1") tree=$(realpath --canonicalize-missing "$2")
cd "$(dirname "$0")/.."

share=$tree/share
mkdir -p "$tree"/{bin,docs,examples,lessons} \
  "$share"/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
cp "$sala" "$tree/bin/sala"
"$sala" man --lang en "$share/man/man1"
"$sala" man --lang pt-BR "$share/man/pt_BR/man1"
"$sala" completions bash --lang en > "$share/bash-completion/completions/sala"
"$sala" completions zsh --lang en > "$share/zsh/site-functions/_sala"
"$sala" completions fish --lang en > "$share/fish/vendor_completions.d/sala.fish"
"$sala" config example --lang en > "$tree/examples/config.toml"
"$sala" config example --lang pt-BR > "$tree/examples/config.pt-BR.toml"
cp examples/bot.py packaging/sala@.service "$tree/examples"
cp README.md README.pt-BR.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE-* "$tree"
cp docs/*.* "$tree/docs"
# Pages and the client. Solutions and mistakes are for those who have the sources.
tar -C lessons -cf - -- $(cd lessons && ls -- *.md cliente.py */*.md */*.svg) | tar -xf - -C "$tree/lessons"
