import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { KIND_NAMES } from '../abuse/abuse.ts';
import type { AbuseReport } from '../abuse/report.ts';
import { verdict } from '../abuse/tables.ts';
import { leftOf } from './leftOf.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const ABUSE = join(import.meta.dirname, '../../scripts/abuse.sh');
const PER_PEER = 40;
const PEERS = 3;

interface Ended {
  readonly pid: number;
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs it to its end; with `interruptAt` it gets a Ctrl-C when it has printed that. */
async function abuse(args: readonly string[], interruptAt?: string): Promise<Ended> {
  const child = spawn('sh', [ABUSE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (bytes) => {
    const before = printed;
    printed += bytes;
    if (interruptAt !== undefined && printed.includes(interruptAt) && !before.includes(interruptAt))
      child.kill('SIGINT');
  });
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { pid: child.pid ?? 0, code: code as number | null, output: printed, errors };
}

describe('abuse of a running site', () => {
  it('says what it can do, and what is wrong with its options', async () => {
    expect(await abuse(['--help'])).toMatchObject({ code: 0, output: expect.stringContaining('--minutes N') });
    const wrong = await abuse(['--only', 'love']);
    expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining('there is no abuse love') });
  });

  // Spec: CONN-LIMITS, CONN-PEER-FULL, CONN-MEMORY
  it('of every kind costs the well-behaved no answer, keeps within the limits, and leaves nothing behind', async () => {
    await using folder = await temporaryFolder();
    const markdown = join(folder.path, 'abuse.md');
    const args = ['--minutes', '0.2', '--per-peer', `${PER_PEER}`, '--json', '--markdown', markdown];
    const ended = await abuse(args);
    // How much slower it was says little on a busy machine; it is printed, not judged.
    expect([0, 3], ended.errors).toContain(ended.code);
    const report = JSON.parse(ended.output) as AbuseReport;
    process.stderr.write(`${readFileSync(markdown, 'utf8')}\n`);
    expect(report.kinds.map(({ kind }) => kind)).toEqual(KIND_NAMES);
    for (const { kind, errors, leaks, fared, used } of report.kinds) {
      expect({ kind, errors, leaks }).toEqual({ kind, errors: [], leaks: [] });
      for (const { operation, beside } of fared) expect(beside.count, `${operation} beside ${kind}`).toBeGreaterThan(0);
      for (const { connections } of used) expect(connections.peak).toBeLessThanOrEqual(PEERS * PER_PEER);
    }
    expect([report.leaks, report.deaths]).toEqual([[], []]);
    const idle = report.kinds.find(({ kind }) => kind === 'idle')?.used.filter(({ daemon }) => daemon !== 'storage2');
    for (const { daemon, refused } of idle ?? []) expect(refused, daemon).toBeGreaterThan(0);
    expect(verdict(report)).toContain('got every answer right');
    expect(leftOf(ended.pid)).toEqual([]);
  });

  it('that is interrupted stops all it started', async () => {
    const interrupted = await abuse(['--only', 'idle', '--per-peer', '20', '--minutes', '0.9'], ': beside abusers');
    expect(interrupted.code, interrupted.output).toBe(130);
    expect(leftOf(interrupted.pid)).toEqual([]);
  });
});
