#!/bin/sh
# npm run lab: a site of many hosts on this machine, and its disasters. See --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$root/scripts/setup.sh"
exec "$root/node_modules/node/bin/node" "$root/lab/main.ts" "$@"
