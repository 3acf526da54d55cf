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
  echo "tnv: npm is needed to install the dependencies. Install Node.js 18 or newer with npm first." >&2
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
newer=
trap 'rmdir "$lock"; [ -z "$newer" ] || rm -rf "$newer"' EXIT
trap 'exit 130' INT TERM
if fresh; then
  exit 0
fi
echo "tnv: installing the dependencies (once, about 20 seconds) ..." >&2
cd "$root"
# With an older Node.js npm silently leaves out the parts of tools that are for a newer one, and the tools do not start.
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "tnv: Node.js $(node --version) is too old for that: Node.js 24 is fetched first ..." >&2
  newer=$(mktemp -d)
  npm install --prefix "$newer" --no-fund --no-audit --loglevel=error node@24 >&2
  PATH=$newer/node_modules/.bin:$PATH
  # An npm of that age uses what Node.js warns of.
  export NODE_NO_WARNINGS=1
fi
npm ci --no-fund --no-audit --loglevel=error >&2
if ! "$root/node_modules/node/bin/node" --version >/dev/null 2>&1; then
  echo "tnv: the dependency 'node' (Node.js 24) did not install. Is running install scripts switched off? Try: npm rebuild node" >&2
  exit 1
fi
touch "$stamp"
