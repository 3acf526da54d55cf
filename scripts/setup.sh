#!/bin/sh
# Installs the dependencies of a clone when they are missing or older than the lock file. Quiet when there is nothing to do.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
stamp=$root/node_modules/.tnv-setup

fresh() {
  [ -f "$stamp" ] && ! [ "$root/package-lock.json" -nt "$stamp" ]
}
if fresh; then
  exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "tnv: npm is needed to install the dependencies. Install Node.js 20 or newer with npm first." >&2
  exit 1
fi
# One at a time: who comes second waits for the first, and finds the work done.
lock=$root/.setup-lock
tries=0
until mkdir "$lock" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 300 ]; then
    echo "tnv: $lock has been there for five minutes. If no installation is running, remove it: rmdir $lock" >&2
    exit 1
  fi
  sleep 1
done
trap 'rmdir "$lock"' EXIT
trap 'exit 130' INT TERM
if fresh; then
  exit 0
fi
echo "tnv: installing the dependencies (once, about 20 seconds) ..." >&2
cd "$root"
npm ci --no-fund --no-audit --loglevel=error >&2
if ! "$root/node_modules/node/bin/node" --version >/dev/null 2>&1; then
  echo "tnv: the dependency 'node' (Node.js 24) did not install. Is running install scripts switched off? Try: npm rebuild node" >&2
  exit 1
fi
touch "$stamp"
