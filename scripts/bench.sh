#!/bin/sh
# npm run bench: measures the whole system, or parts of it; npm run bench sim: the simulator; npm run bench scale: what
# spec/scale.md reckons with. See --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$root/scripts/setup.sh"
node=$root/node_modules/node/bin/node

if [ "${1:-}" = sim ] || [ "${1:-}" = scale ]; then
  part=$1
  shift
  exec "$node" --expose-gc "$root/$part/bench.ts" "$@"
fi
# The gateway would build it at its start, and be late.
sh "$root/scripts/buildWeb.sh"
exec "$node" "$root/bench/main.ts" "$@"
