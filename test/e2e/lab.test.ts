import { mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { labFolders } from '../../lab/folders.ts';
import { processesOf } from '../../lab/leftovers.ts';
import { BASE_PACKAGES } from '../../lab/packages.ts';
import { findBinary } from '../services/binary.ts';
import { Program } from './program.ts';

const MAIN = [process.execPath, join(import.meta.dirname, '../../lab/main.ts')];
const CAN_RUN = process.getuid?.() === 0 && BASE_PACKAGES.every(({ program }) => findBinary(program) !== undefined);

/** The folders of laboratories that `pid` runs or ran. */
function foldersOf(pid: number | undefined): string[] {
  return labFolders()
    .filter(({ owner }) => owner === pid)
    .map(({ path }) => path);
}

/** What is seen of a laboratory outside of it: processes, mounts, folders. */
function seenOf(folder: string): string[] {
  const processes = processesOf(folder).map((pid) => `process ${pid}`);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(folder));
  const folders = labFolders().filter(({ path }) => path === folder);
  return [...processes, ...mounts, ...folders.map(({ path }) => path)];
}

function interfaces(): string[] {
  return [...new Set([...Object.keys(networkInterfaces()), ...readdirSync('/sys/class/net')])].sort();
}

describe.runIf(CAN_RUN)('the laboratory', () => {
  let lab: Program | undefined;
  /** Laboratories elsewhere are none of this test's. */
  let place: string;
  const before = interfaces();

  async function up(): Promise<{ lab: Program; folder: string }> {
    lab = new Program(['up', '--hosts', '2'], { program: MAIN });
    await lab.textLine(/Ctrl-C/);
    const [folder = ''] = foldersOf(lab.pid);
    expect(seenOf(folder).length).toBeGreaterThan(3);
    return { lab, folder };
  }

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'tnv-test-lab-'));
    vi.stubEnv('TMPDIR', place);
  });

  afterEach(async () => {
    await lab?.kill();
    await new Program(['down'], { program: MAIN }).ended;
    vi.unstubAllEnvs();
    // Fails when anything is in there still.
    rmdirSync(place);
  });

  it('has hosts that reach each other, and nobody else', async () => {
    const { folder } = await up();
    const shell = (...words: string[]): Promise<{ code: number | null }> =>
      new Program(['shell', 'host1', ...words], { program: MAIN }).ended;
    expect(folder).not.toBe('');
    expect((await shell('ip', 'route', 'get', '10.77.0.12')).code).toBe(0);
    expect((await shell('ip', 'route', 'get', '192.0.2.1')).code).not.toBe(0);
    expect(interfaces()).toEqual(before);
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    const { lab, folder } = await up();
    expect((await lab.interrupt()).code).toBe(130);
    expect(seenOf(folder)).toEqual([]);
    expect(interfaces()).toEqual(before);
  });

  it('leaves nothing behind after a Ctrl-C that reaches its commands and hosts, too, while it comes up', async () => {
    lab = new Program(['up', '--hosts', '6'], { program: MAIN, ownGroup: true });
    const { pid } = lab;
    await vi.waitUntil(() => foldersOf(pid).some((folder) => processesOf(folder).length > 2), { timeout: 20_000 });
    const [folder = ''] = foldersOf(pid);
    expect((await lab.interrupt()).code).toBe(130);
    expect(seenOf(folder)).toEqual([]);
    expect(interfaces()).toEqual(before);
  });

  it('has a shell on a host only while nobody can mean another one', async () => {
    const { folder } = await up();
    const other = new Program(['up', '--hosts', '1'], { program: MAIN });
    await other.textLine(/Ctrl-C/);
    const { code, stderr } = await new Program(['shell', 'host1', 'true'], { program: MAIN }).ended;
    expect(stderr).toContain('nobody knows which host1 is meant');
    expect(code).toBe(2);
    await other.interrupt();
    expect((await new Program(['shell', 'host1', 'true'], { program: MAIN }).ended).code).toBe(0);
    expect(seenOf(folder)).not.toEqual([]);
  });

  it('dies with its own process; what is left then, a folder, is removed by down, as often as one likes', async () => {
    const { lab, folder } = await up();
    await lab.kill();
    await expect.poll(() => processesOf(folder)).toEqual([]);
    expect(seenOf(folder)).toEqual([folder]);
    for (let times = 0; times < 2; times++) {
      expect((await new Program(['down'], { program: MAIN }).ended).code).toBe(0);
      expect(seenOf(folder)).toEqual([]);
    }
  });

  it('is ended from elsewhere by down', async () => {
    const { lab, folder } = await up();
    expect((await new Program(['down'], { program: MAIN }).ended).code).toBe(0);
    expect((await lab.ended).code).toBe(130);
    expect(seenOf(folder)).toEqual([]);
  });
});

describe('the command line of the laboratory', () => {
  it.each([
    [['nonsense'], 'there is no command "nonsense"'],
    [['up', 'nonsense'], 'there is no part nonsense'],
    [['test', '--only', 'nonsense'], 'there is no test nonsense'],
  ])('refuses %j with 2 and a hint', async (args, message) => {
    const { code, stderr } = await new Program(args, { program: MAIN }).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
