import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { leftOf } from './leftOf.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const SOAK = join(import.meta.dirname, '../../scripts/soak.sh');
/** Changed by nobody: a soak that fails is run again with the seed it printed. */
const SEED = Number(process.env.TNV_SOAK_SEED ?? Date.now() % 2 ** 32);

/** Why a soak cannot run here. */
const missing =
  process.env.TNV_TEST_SERVICES === 'skip'
    ? 'TNV_TEST_SERVICES=skip'
    : process.getuid?.() !== 0 && (findBinary('mariadbd') === undefined || findBinary('redis-server') === undefined)
      ? 'mariadb-server or redis-server is not installed'
      : undefined;
if (missing !== undefined) process.stderr.write(`tnv tests: the soak is skipped: ${missing}\n`);

interface Soak {
  readonly pid: number;
  readonly code: number | null;
  readonly output: string;
}

/** Runs a soak to its end; with `interruptAt` it gets a Ctrl-C when it has printed that. */
async function soak(args: readonly string[], interruptAt?: string): Promise<Soak> {
  const child = spawn('sh', [SOAK, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (bytes) => {
    const before = printed;
    printed += bytes;
    if (interruptAt !== undefined && printed.includes(interruptAt) && !before.includes(interruptAt))
      child.kill('SIGINT');
  });
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { pid: child.pid ?? 0, code: code as number | null, output: `${printed}${errors}` };
}

describe('a soak', () => {
  it('says what it can do, and what is wrong with its options', async () => {
    const help = await soak(['--help']);
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('--minutes N') });
    expect(await soak(['--minutes', 'soon'])).toMatchObject({
      code: 2,
      output: expect.stringContaining('--minutes must be'),
    });
    expect(await soak(['--bug', 'none'])).toMatchObject({
      code: 2,
      output: expect.stringContaining('there is no bug none'),
    });
  });

  it.skipIf(missing)('of a third of a minute finds nothing wrong, and logs faults beside operations', async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, 'soak.jsonl');
    const { code, output } = await soak(['--minutes', '0.33', '--seed', `${SEED}`, '--log', log]);
    process.stderr.write(`${output}\n`);
    expect(code, output).toBe(0);
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const whats = new Set(lines.map((line) => (JSON.parse(line) as { what: string }).what));
    expect([...whats]).toEqual(expect.arrayContaining(['soak', 'fault', 'fault over', 'operation']));
  });

  // Spec: MIX-ROLLING
  it.skipIf(missing)(
    'in which deployed daemons are killed or stopped and replaced by ours one by one finds nothing lost',
    async () => {
      await using folder = await temporaryFolder();
      const log = join(folder.path, 'soak.jsonl');
      const { code, output } = await soak(['--moving-over', '--minutes', '0.3', '--seed', `${SEED}`, '--log', log]);
      process.stderr.write(`${output}\n`);
      expect(code, output).toBe(0);
      const replaced = readFileSync(log, 'utf8').match(/"what":"replacement"/g);
      expect(replaced).toHaveLength(8);
    },
  );

  it.skipIf(missing)('finds bytes that a delete leaves behind', async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, 'soak.jsonl');
    const { code, output } = await soak(['--minutes', '0.05', '--bug', 'delete-leaves-bytes', '--log', log]);
    expect(code, output).toBe(1);
    expect(output).toContain('VIOLATION');
  });

  it.skipIf(missing)('that is interrupted stops all it started', async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, 'soak.jsonl');
    const interrupted = await soak(['--log', log], ': faults');
    expect(interrupted.code, interrupted.output).toBe(130);
    expect(leftOf(interrupted.pid)).toEqual([]);
  });
});
