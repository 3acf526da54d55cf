#!/bin/sh
# Installs tnv below one folder: bin/tnv, etc/*.cfg, sql/*.sql, lib/tnv/ (the package and what it needs).
# Running it again updates bin/, lib/tnv/ and sql/; etc/ and data/ are yours: an existing file in etc/ is kept, and when
# the shipped one differs it is put beside it as <name>.new.
set -eu

prefix=/usr/local/tnv

usage() {
  cat <<TEXT
Usage: ./install.sh [--prefix DIR]

Installs tnv below DIR (default $prefix):
  DIR/bin/tnv      the program
  DIR/etc/*.cfg    configuration; existing files are kept, newer versions are put beside them as *.new
  DIR/sql/*.sql    schemas for MySQL and MariaDB
  DIR/lib/tnv/     the package, its dependencies, and Node.js 24 when the system's is older than 22.13
  DIR/data/        where storages and SQLite keep their data (made empty, never touched again)

Needs: npm. Run it again to update. uninstall.sh takes it away again.
TEXT
}

while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -ge 2 ] || { echo "install.sh: --prefix needs a folder" >&2; exit 2; }
      prefix=$2
      shift 2
      ;;
    --prefix=*) prefix=${1#--prefix=}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "install.sh: unknown option $1 (see ./install.sh --help)" >&2; exit 2 ;;
  esac
done
[ -n "$prefix" ] || { echo "install.sh: --prefix needs a folder" >&2; exit 2; }

root=$(cd "$(dirname "$0")" && pwd -P)
mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] || {
  echo "install.sh: cannot write to $prefix: choose another --prefix, or run it as root" >&2
  exit 1
}
prefix=$(cd "$prefix" && pwd -P)
case $prefix in
  / | "$root" | "$root"/node_modules*) echo "install.sh: $prefix is not a good place, choose a folder of its own" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

sh "$root/scripts/setup.sh"
echo "Packing ..."
(cd "$root" && npm pack --loglevel=error --pack-destination "$work" >"$work/packing" 2>&1) || {
  cat "$work/packing" >&2
  echo "install.sh: packing failed" >&2
  exit 1
}

needs_node() {
  command -v node >/dev/null 2>&1 || return 0
  ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 13) ? 0 : 1)'
}

echo "Installing into $prefix ..."
mkdir "$work/lib"
echo '{ "private": true, "allowScripts": { "node": true } }' >"$work/lib/package.json"
packages=$(echo "$work"/tnv-*.tgz)
if needs_node; then
  echo "The system's Node.js is missing or older than 22.13: Node.js 24 goes into $prefix/lib/tnv."
  packages="$packages node@24"
fi
# shellcheck disable=SC2086
npm install --prefix "$work/lib" --no-fund --no-audit --loglevel=error $packages >/dev/null

mkdir -p "$prefix/bin" "$prefix/etc" "$prefix/sql" "$prefix/lib"
if [ ! -e "$prefix/data" ]; then
  mkdir "$prefix/data"
  : >"$prefix/data/.made-by-install"
fi
rm -rf "$prefix/lib/tnv.old"
[ ! -d "$prefix/lib/tnv" ] || mv "$prefix/lib/tnv" "$prefix/lib/tnv.old"
mv "$work/lib" "$prefix/lib/tnv"
rm -rf "$prefix/lib/tnv.old"
ln -sfn ../lib/tnv/node_modules/tnv/bin/tnv "$prefix/bin/tnv"
cp "$root"/sql/*.sql "$prefix/sql/"
for shipped in "$root"/etc/*.cfg; do
  name=$(basename "$shipped")
  kept=$prefix/etc/$name
  if [ ! -f "$kept" ]; then
    cp "$shipped" "$kept"
  elif cmp -s "$shipped" "$kept"; then
    rm -f "$kept.new"
  else
    cp "$shipped" "$kept.new"
    echo "Kept your $kept; the shipped one is beside it as $name.new."
  fi
done

"$prefix/bin/tnv" --version >/dev/null
cat <<TEXT
Installed. Next:
  $prefix/bin/tnv --help
  $prefix/bin/tnv up --data $prefix/data/try
TEXT
