import { readdirSync, readFileSync } from 'node:fs';

/** What a process uses. */
export interface Usage {
  readonly rssBytes: number;
  /** Open files and sockets. */
  readonly files: number;
  /** Processor time since its start. */
  readonly cpuMs: number;
}

const TICK_MS = 10;
const USER_TICKS = 11;

/** What the system knows of a process. Throws when there is none. */
export function usageOf(pid: number): Usage {
  const rssKib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  // The name, in parentheses, may have anything in it.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return {
    rssBytes: Number(rssKib) * 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
    cpuMs: (Number(stat[USER_TICKS]) + Number(stat[USER_TICKS + 1])) * TICK_MS,
  };
}

/** How many files this process, and those it starts, may have open. */
export function filesMax(): number {
  const max = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return max === undefined ? Number.POSITIVE_INFINITY : Number(max);
}
