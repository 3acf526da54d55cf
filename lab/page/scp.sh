#!/bin/sh
# What scp is on the laboratory's hosts: scp -p FILE... HOST:FOLDER/ keeps copies below /run/sent/HOST, from where the
# laboratory takes them to the other host's disk when the commands are done.
set -eu
for to; do :; done
folder=/run/sent/${to%%:*}${to#*:}
mkdir -p "$folder"
while [ $# -gt 1 ]; do
  case $1 in -*) ;; *) cp -p "$1" "$folder" ;; esac
  shift
done
