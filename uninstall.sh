#!/bin/sh
# Takes away what install.sh put below one folder. Keeps etc/ and data/ unless told to remove them.
set -eu

prefix=/usr/local/tnv
purge=no

usage() {
  cat <<TEXT
Usage: ./uninstall.sh [--prefix DIR] [--purge]

Removes DIR/bin/tnv, DIR/lib/tnv and the files that install.sh put into DIR/sql (default DIR: $prefix).
The configuration in DIR/etc and DIR/data stay, unless --purge is given: then they go too, with every stored file in
a DIR/data that install.sh made.
TEXT
}

while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -ge 2 ] || { echo "uninstall.sh: --prefix needs a folder" >&2; exit 2; }
      prefix=$2
      shift 2
      ;;
    --prefix=*) prefix=${1#--prefix=}; shift ;;
    --purge) purge=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "uninstall.sh: unknown option $1 (see ./uninstall.sh --help)" >&2; exit 2 ;;
  esac
done

if [ ! -e "$prefix/lib/tnv" ] && [ ! -L "$prefix/bin/tnv" ] && [ "$purge" = no ]; then
  echo "Nothing of tnv is installed below $prefix."
  exit 0
fi
rm -f "$prefix/bin/tnv"
rm -rf "$prefix/lib/tnv"
for name in tracker id storage http; do
  rm -f "$prefix/sql/$name.sql"
  [ "$purge" = no ] || rm -f "$prefix/etc/$name.cfg" "$prefix/etc/$name.cfg.new"
done
if [ "$purge" = yes ] && [ -f "$prefix/data/.made-by-install" ]; then
  rm -rf "$prefix/data"
fi
for folder in bin lib sql etc; do rmdir "$prefix/$folder" 2>/dev/null || true; done
rmdir "$prefix" 2>/dev/null || true
echo "Removed tnv from $prefix."
[ ! -d "$prefix/etc" ] && [ ! -d "$prefix/data" ] || echo "Configuration and data below $prefix were kept."
