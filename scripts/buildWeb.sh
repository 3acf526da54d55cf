#!/bin/sh
# Builds the page of the gateway, web/dist, when it is missing or older than its sources; --force builds it anyway.
# Quiet when there is nothing to do.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
web=$root/web
built=$web/dist/index.html

fresh() {
  [ -f "$built" ] || return 1
  # Folders tell what was taken away.
  [ -z "$(find "$web/src" "$web/index.html" "$web/vite.config.ts" "$web/tsconfig.json" "$root/package-lock.json" -newer "$built" | head -n 1)" ]
}
if [ "${1:-}" != --force ] && fresh; then
  exit 0
fi
# One at a time: who comes second waits for the first, and finds the work done.
lock=$web/.build-lock
tries=0
until mkdir "$lock" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 60 ]; then
    echo "tnv: $lock has been there for a minute. If no build is running, remove it: rmdir $lock" >&2
    exit 1
  fi
  sleep 1
done
trap 'rm -rf "$web/dist.new" "$web/dist.old"; rmdir "$lock"' EXIT
trap 'exit 130' INT TERM
if [ "${1:-}" != --force ] && fresh; then
  exit 0
fi
echo "tnv: building the page (a second or two) ..." >&2
"$root/node_modules/node/bin/node" "$root/node_modules/vite/bin/vite.js" build "$web" --outDir dist.new --logLevel warn >&2
# The swap keeps the page whole for whoever reads it meanwhile.
rm -rf "$web/dist.old"
[ ! -d "$web/dist" ] || mv "$web/dist" "$web/dist.old"
mv "$web/dist.new" "$web/dist"
