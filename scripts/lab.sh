#!/bin/sh
# npm run lab: a site of many hosts on this machine, and its disasters. See --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$root/scripts/setup.sh"
# Once here, and not on every host.
case "${1:-}" in
  up | test) sh "$root/scripts/buildWeb.sh" ;;
esac
exec "$root/node_modules/node/bin/node" "$root/lab/main.ts" "$@"
