#!/bin/sh
# A hook file for the reference daemons, as an example of what `tnv-conformance --hook FILE` calls:
#
#   hook.sh start|stop|kill|restart|wipe|clock DAEMON [ADDRESS [ARGUMENT]]
#
# DAEMON is tracker, id, storage or http; ADDRESS, host:port as it was given to the kit, says which of several. start
# and restart return when the daemon listens. Exit code 77 says that this hook cannot do it: the case is skipped.
#
# Two more actions are for you: `hook.sh up` writes configuration files and starts everything, `hook.sh down` stops it.
# Everything is kept below HOOK_FOLDER (./hook-data); TNV is how the daemons' program is called (tnv).
set -eu

tnv=${TNV:-tnv}
folder=${HOOK_FOLDER:-./hook-data}
daemons="tracker tracker2 id id2 storage storage2 http"

# The port of a daemon; HOOK_PORT (24000) is the first of seven.
port() {
  first=${HOOK_PORT:-24000}
  for each in $daemons; do
    if [ "$each" = "$1" ]; then
      echo "$first"
      return
    fi
    first=$((first + 1))
  done
  echo "hook: there is no daemon $1" >&2
  exit 1
}

# The daemon of a kind that listens at an address, the first one of its kind unless there is one.
daemon() {
  for each in $daemons; do
    if [ "$(kind "$each")" = "$1" ] && { [ -z "$2" ] || [ "$(port "$each")" = "${2##*:}" ]; }; then
      echo "$each"
      return
    fi
  done
  echo "hook: there is no $1 at $2" >&2
  exit 1
}

kind() {
  echo "${1%2}"
}

write_config() {
  trackers="127.0.0.1:$(port tracker);127.0.0.1:$(port tracker2)"
  ids="127.0.0.1:$(port id);127.0.0.1:$(port id2)"
  {
    echo "service $(kind "$1") {"
    case $(kind "$1") in
      tracker)
        echo "  tnv_listen = 127.0.0.1:$(port "$1")"
        echo "  check_active_interval = 3"
        ;;
      id)
        echo "  tnv_listen = 127.0.0.1:$(port "$1")"
        echo "  idinc_max_step = 10"
        ;;
      storage)
        echo "  tnv_listen_host = 127.0.0.1"
        echo "  tnv_storage_port = $(port "$1")"
        echo "  tnv_hostname = $1"
        echo "  tnv_store_paths = ../data"
        echo "  tnv_tracker_addrs = $trackers"
        echo "  tnv_ids_addrs = $ids"
        echo "  tnv_heart_beat_interval = 1"
        ;;
      http)
        echo "  tnv_listen = 127.0.0.1:$(port "$1")"
        echo "  tnv_tracker_addrs = $trackers"
        ;;
    esac
    echo "}"
  } >"$folder/etc/$1.cfg"
}

running() {
  [ -f "$folder/run/$1.pid" ] && kill -0 "$(cat "$folder/run/$1.pid")" 2>/dev/null
}

# Waits up to 20 s for a test to hold.
await() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 400 ]; then
      return 1
    fi
    sleep 0.05
  done
}

listening() {
  grep -q '"event":"listening"' "$folder/run/$1.log" || ! running "$1"
}

gone() {
  ! running "$1"
}

start() {
  if running "$1"; then
    echo "hook: $1 runs already"
    return
  fi
  : >"$folder/run/$1.log"
  "$tnv" "$(kind "$1")" -c "$folder/etc/$1.cfg" >"$folder/run/$1.log" 2>&1 </dev/null &
  echo $! >"$folder/run/$1.pid"
  if ! await listening "$1" || ! running "$1"; then
    echo "hook: $1 does not start:" >&2
    tail -5 "$folder/run/$1.log" >&2
    exit 1
  fi
}

# signal DAEMON SIGNAL: and waits for its end.
end() {
  if running "$1"; then
    kill "-$2" "$(cat "$folder/run/$1.pid")"
    if ! await gone "$1"; then
      echo "hook: $1 does not end" >&2
      exit 1
    fi
  fi
  rm -f "$folder/run/$1.pid"
}

if [ "$#" -lt 1 ]; then
  echo "usage: hook.sh start|stop|kill|restart|wipe|clock DAEMON [ADDRESS [ARGUMENT]]; hook.sh up|down" >&2
  exit 2
fi
mkdir -p "$folder/etc" "$folder/run" "$folder/data"
folder=$(cd "$folder" && pwd -P)
name=
if [ "$#" -ge 2 ]; then
  name=$(daemon "$2" "${3:-}")
fi

case $1 in
  up)
    for each in $daemons; do
      write_config "$each"
      start "$each"
    done
    ;;
  down)
    for each in http storage2 storage id2 id tracker2 tracker; do end "$each" TERM; done
    ;;
  start) start "$name" ;;
  stop) end "$name" TERM ;;
  kill) end "$name" KILL ;;
  restart)
    end "$name" TERM
    start "$name"
    ;;
  *)
    # The daemons share databases and a volume here, and the clock is the machine's.
    echo "hook: cannot $1"
    exit 77
    ;;
esac
