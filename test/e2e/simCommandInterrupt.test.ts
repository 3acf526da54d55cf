import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Program } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** In the environment of all processes that a test starts, and of theirs. */
const MARK = randomUUID();

function start(args: string, cwd?: string): Program {
  const options = { env: { TNV_TEST_MARK: MARK }, ownGroup: true, ...(cwd === undefined ? {} : { cwd }) };
  return new Program(['sim', ...args.split(' ')], options);
}

/** Processes with the mark that are alive. */
function left(): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(MARK);
    } catch {
      return false;
    }
  });
}

describe.skipIf(process.platform !== 'linux')('Ctrl-C', () => {
  afterEach(() => expect(left()).toEqual([]));

  it('says how far a run came', async () => {
    const program = start('--scenario full-chaos --time 2h');
    await program.textLine(/^seed \d+$/);
    const { code, stdout } = await program.interrupt();
    expect(code).toBe(130);
    expect(stdout).toMatch(/^interrupted/m);
    expect(stdout).toMatch(/^Replay: .*bin\/tnv sim --seed \d+ --scenario full-chaos --time 2h$/m);
  });

  it('sums up what a campaign came to', async () => {
    const program = start('campaign --seeds 100000 --keep-going --bug canary');
    await program.textLine(/^Replay: .* --seed 1 --bug canary$/);
    const { code, stdout } = await program.interrupt();
    expect(code).toBe(130);
    expect(stdout).toMatch(/^interrupted; until then:\n\d+ seeds, .*, \d+ failed$/m);
    expect(stdout).toMatch(/^FAILED: seeds (.*, )?1\b/m);
  });

  it('gives what a campaign came to as JSON', async () => {
    const program = start('campaign --seeds 100000 --json');
    await program.textLine(/^[1-9]\d* seeds/);
    const { code, stdout } = await program.interrupt();
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ firstSeed: 1, interrupted: true, exitCode: 130, failed: [] });
  });

  it('keeps the smallest run that shrinking has found', async () => {
    await using folder = await temporaryFolder();
    const program = start('shrink 1 --bug canary', folder.path);
    await program.textLine(/^seed 1 violates .*making it smaller/);
    const { code, stdout } = await program.interrupt();
    expect(code).toBe(130);
    expect(stdout).toMatch(/are left after \d+ runs? \(interrupted; to go on: .*bin\/tnv sim shrink tnv-sim-1\.json/);
    expect(readFileSync(`${folder.path}/tnv-sim-1.json`, 'utf8')).toContain('"bug": "canary"');
  });

  it('says which bugs were caught', async () => {
    const program = start('bugs canary ids-not-persisted range-one-too-short --jobs 1');
    await program.textLine(/^canary +caught with seed 1 /);
    const { code, stdout } = await program.interrupt();
    expect(code).toBe(130);
    expect(stdout).toMatch(/^1 of 1 caught; interrupted, 2 not hunted to the end$/m);
  });
});
