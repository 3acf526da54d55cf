#!/bin/sh
# npm run bench NAME: measures one part of the project, NAME/bench.ts.
set -eu
name=${1:-}
if [ -z "$name" ] || [ ! -f "$name/bench.ts" ]; then
  echo "usage: npm run bench NAME, where NAME is one of: $(ls -d ./*/bench.ts | sed 's,^\./,,; s,/bench.ts$,,' | tr '\n' ' ')" >&2
  exit 2
fi
shift
exec node --expose-gc "$name/bench.ts" "$@"
