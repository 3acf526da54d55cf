#!/bin/sh
# npm run abuse: a well-behaved client beside abusers of every kind. See --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$root/scripts/setup.sh"
# Files in memory, if there is room: what other programs do to the disk is none of the daemons' doing.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "${room:-0}" -gt 1000000 ]; then
  TMPDIR=/dev/shm
  export TMPDIR
fi
exec "$root/node_modules/node/bin/node" "$root/test/abuse/main.ts" "$@"
