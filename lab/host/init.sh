#!/bin/sh
# Process 1 of a host of the laboratory, in namespaces of its own: init.sh NAME DISK PROJECT
# DISK keeps what the host writes while its power is off: upper/ over the machine's own files, srv/ for volumes.
set -eu
name=$1 disk=$2 project=$3
root=$disk/root

hostname "$name"
mount -t overlay lab -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$root"
# An overlay shows one file system; some machines have these on others.
for folder in usr var opt home; do
  if mountpoint -q "/$folder"; then
    mkdir -p "$disk/upper-$folder" "$disk/work-$folder"
    mount -t overlay lab -o "lowerdir=/$folder,upperdir=$disk/upper-$folder,workdir=$disk/work-$folder" "$root/$folder"
  fi
done
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs shm "$root/dev/shm"
mount -t tmpfs run "$root/run"
# Volumes lie on the disk itself: an overlay keeps some attributes to itself.
mount --bind "$disk/srv" "$root/srv"
# The project may lie on a file system of its own, which the overlay of the root does not show.
if [ ! -e "$root$project/package.json" ]; then
  mkdir -p "$root$project"
  mount --bind "$project" "$root$project"
fi
mkdir -p "$root/run/lock" "$root/run/outside"
cd "$root"
pivot_root . run/outside
exec chroot . /bin/sh -c '
  umount -l /run/outside
  rmdir /run/outside
  echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
  ip link set lo up
  echo ready
  exec > /dev/null 2>&1
  # Reaps what daemons leave behind; a signal from outside ends it all.
  while :; do
    sleep 3600 &
    wait "$!"
  done
'
