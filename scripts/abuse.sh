#!/bin/sh
# npm run abuse: a well-behaved client beside abusers of every kind. See --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$root/scripts/setup.sh"
exec "$root/node_modules/node/bin/node" "$root/test/abuse/main.ts" "$@"
