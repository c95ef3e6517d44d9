#!/usr/bin/env bash
# Runs the command that runs the tests; then tells which were skipped and why, and fails if one has
# left a process behind. With SALA_TESTS=all a skipped test fails by itself.
set -uo pipefail

skipped=$(mktemp)
trap 'rm -f "$skipped"' EXIT
mark="TEST_RUN=$$-$(date +%s%N)"
env "$mark" SKIPPED_TESTS="$skipped" "$@"
code=$?

if [ -s "$skipped" ]; then
  sort -u "$skipped"
  echo "Skipped tests: $(sort -u "$skipped" | wc -l). \`make tools\` installs what they need on Debian."
fi

# The environment of a process tells who has started it, where there is /proc.
left() { grep -lszxF "$mark" /proc/[0-9]*/environ | cut -d / -f 3; }
for _ in $(seq 50); do
  pids=$(left)
  [ -z "$pids" ] && exit "$code"
  sleep 0.1
done
echo "The tests have left processes behind:" >&2
for pid in $pids; do
  ps -o pid=,etime=,args= -p "$pid" >&2 && kill -KILL "$pid"
done
exit 1
