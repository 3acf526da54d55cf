import { runCommand } from '../host/runCommand.ts';

/** Where the tree is seen for a moment, by nobody else. */
const SCRIPT = `
  grep -qw cgroup2 /proc/filesystems || exit 0
  mount -t cgroup2 cgroup2 /mnt
  [ -e "/mnt/$1" ] || exit 0
  until grep -q "^populated 0" "/mnt/$1/cgroup.events"; do sleep 0.05; done
  find "/mnt/$1" -depth -type d -exec rmdir {} +`;

/** Removes a branch of the control groups once its processes are gone; nothing happens when there is none. */
export async function removeBranch(name: string): Promise<void> {
  const where = ['unshare', '--mount', '--propagation', 'private'];
  await runCommand(where, ['sh', '-euc', SCRIPT, 'sh', name]);
}
