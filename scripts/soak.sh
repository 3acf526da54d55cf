#!/bin/sh
# npm run soak: real daemons, a real database and a real cache under faults. See --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$root/scripts/setup.sh"
node=$root/node_modules/node/bin/node

# In a mount namespace of its own the small file systems of a soak vanish with it, however it ends.
if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
  TNV_SOAK_MOUNTS=own exec unshare --mount --propagation private "$node" "$root/test/soak/main.ts" "$@"
fi
exec "$node" "$root/test/soak/main.ts" "$@"
