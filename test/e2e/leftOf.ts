import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Processes and folders that are there still of a run of `pid` that has ended; their names tell whose they are. */
export function leftOf(pid: number): string[] {
  const name = `tnv-test-${pid}-`;
  const places = [tmpdir(), '/dev/shm'].filter((place) => existsSync(place));
  const folders = places.flatMap((place) => readdirSync(place)).filter((entry) => entry.startsWith(name));
  const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && commandOf(entry).includes(name));
  return [...folders, ...processes.map(commandOf)];
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
