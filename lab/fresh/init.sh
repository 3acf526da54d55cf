#!/bin/sh
# Process 1 of a fresh machine, in namespaces of its own, until Debian's systemd takes its place: init.sh BRANCH DEBIAN DISK
# DEBIAN is what debootstrap made, and stays as it is. DISK keeps what the machine writes: upper/ over it. BRANCH is the
# name of its branch of the control groups, which is the whole tree for its systemd.
set -eu
branch=$1 debian=$2 disk=$3

mkdir -p "$disk/upper" "$disk/work" "$disk/root" "$disk/cgroup"
mount -t cgroup2 cgroup2 "$disk/cgroup"
mkdir -p "$disk/cgroup/$branch"
echo 0 > "$disk/cgroup/$branch/cgroup.procs"
umount "$disk/cgroup"

exec unshare --cgroup sh -euc '
  debian=$1 disk=$2
  root=$disk/root
  mount -t overlay fresh -o "lowerdir=$debian,upperdir=$disk/upper,workdir=$disk/work" "$root"
  mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
  # Settings of the kernel are of the machine outside, but for those of the network.
  mount --bind "$root/proc/sys" "$root/proc/sys"
  mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
  mount -o remount,bind,ro "$root/proc/sys"
  [ ! -e "$root/proc/sysrq-trigger" ] || mount --bind "$root/proc/version" "$root/proc/sysrq-trigger"
  mount -t sysfs -o nosuid,nodev,noexec,ro sysfs "$root/sys"
  mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$root/sys/fs/cgroup"

  # Devices of its own: systemd says who may use them, and would say so of those outside. There is no console.
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    numbers=${device#*:}
    mknod -m 666 "$root/dev/${device%%:*}" c "${numbers%:*}" "${numbers#*:}"
  done
  mkdir "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
  mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s /proc/self/fd/0 "$root/dev/stdin"
  ln -s /proc/self/fd/1 "$root/dev/stdout"
  ln -s /proc/self/fd/2 "$root/dev/stderr"
  mount -t tmpfs -o mode=755 run "$root/run"

  ip link set lo up
  mkdir "$root/run/outside"
  cd "$root"
  pivot_root . run/outside
  umount -l run/outside
  rmdir run/outside
  exec setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-syslog \
    env -i container=tnv-lab TNV_LAB="$disk" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    chroot . /sbin/init
' sh "$debian" "$disk"
