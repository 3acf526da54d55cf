import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Bytes of a process that are in memory. */
export function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
}

/** Microseconds of processor time that a process has used, all its threads together; in steps of 10,000. */
export function processorMicros(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(afterName[11]) + Number(afterName[12])) * 1_000_000) / TICKS_PER_SECOND;
}

/** Microseconds of processor time that `pid` used for each of `count` things done by `work`. */
export async function microsEach(pid: number, count: number, work: () => Promise<unknown>): Promise<number> {
  const before = processorMicros(pid);
  await work();
  return (processorMicros(pid) - before) / count;
}
