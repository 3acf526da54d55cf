import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LinesInPieces } from './linesInPieces.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function record(): { pieces: string[]; lines: LinesInPieces } {
  const pieces: string[] = [];
  return { pieces, lines: new LinesInPieces({ write: (piece) => void pieces.push(piece) }) };
}

describe('lines', () => {
  it('of a moment are written together, in order, soon', () => {
    const { pieces, lines } = record();
    lines.write('a\n');
    lines.write('b\n');
    expect(pieces).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(pieces).toEqual(['a\nb\n']);
    lines.write('c\n');
    vi.advanceTimersByTime(20);
    expect(pieces).toEqual(['a\nb\n', 'c\n']);
  });

  it('that are many are written at once', () => {
    const { pieces, lines } = record();
    const line = `${'x'.repeat(1023)}\n`;
    for (let at = 0; at < 33; at++) lines.write(line);
    expect(pieces).toEqual([line.repeat(16), line.repeat(16)]);
    vi.advanceTimersByTime(20);
    expect(pieces.join('')).toBe(line.repeat(33));
  });

  it('leave no timer and no listener behind', () => {
    const { lines } = record();
    const listeners = process.listenerCount('exit');
    lines.write('a\n');
    expect([vi.getTimerCount(), process.listenerCount('exit')]).toEqual([1, listeners + 1]);
    vi.advanceTimersByTime(20);
    expect([vi.getTimerCount(), process.listenerCount('exit')]).toEqual([0, listeners]);
  });
});

describe('the last lines of a process are all there', () => {
  const LINES = 1_000;

  /** What a process says on standard error that logs many lines and then does `last`. */
  async function saidBefore(last: string): Promise<string[]> {
    vi.useRealTimers();
    const log = JSON.stringify(new URL('./log.ts', import.meta.url).href);
    const script = `
      const { createLog } = await import(${log});
      const log = createLog();
      for (let at = 0; at < ${LINES}; at++) log.info('line', { at });
      ${last}`;
    const running = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const { stderr } = await running.catch((error: { stderr: string }) => error);
    return stderr.split('\n').filter((line) => line.startsWith('{'));
  }

  it.each([
    ['ends by itself', ''],
    ['exits in the middle', 'process.exit(3);'],
    ['exits a moment later', 'setTimeout(() => process.exit(3), 1); await new Promise(() => {});'],
    ['fails', 'throw new Error("unforeseen");'],
  ])('when it %s', async (_, last) => {
    const lines = await saidBefore(last);
    // Not always in order: what is written at the exit may overtake the piece that is just being written.
    const numbers = lines.map((line) => JSON.parse(line).at as number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, at) => at));
  });
});
