import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, type ProgramOptions, run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const BUG = ['--bug', 'ids-not-persisted'];

function sim(args: readonly string[], options?: ProgramOptions): Promise<Ended> {
  return run(['sim', ...args], options);
}

/** Runs a command line as it was printed, from another folder. */
function again({ stdout }: Ended, label: string, cwd: string): Promise<Ended> {
  const line = stdout.split('\n').find((text) => text.startsWith(`${label}: `));
  const words = line?.split(' ').slice(2) ?? [];
  expect(words[0]).toBe('sim');
  return run(words, { cwd });
}

it('a seed is the same run in every folder, time zone and language', async () => {
  await using folder = await temporaryFolder();
  const surroundings = [
    { cwd: folder.path, env: { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
    { env: { TZ: 'America/New_York', LANG: 'C', LC_ALL: 'C', NODE_OPTIONS: '--max-old-space-size=500' } },
  ];
  const runs = await Promise.all(surroundings.map((options) => sim(['--seed', '7'], options)));
  const hashes = runs.map(({ stdout }) => /hash ([0-9a-f]{8});/.exec(stdout)?.[1]);
  expect(hashes[0]).toBeDefined();
  expect(hashes[1]).toBe(hashes[0]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(runs[0]?.stdout).toContain('nothing was violated');
  const json = await sim(['--seed', '7', '--twice', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ seed: 7, hash: hashes[0], violations: [], exitCode: 0 });
});

it('a random seed is printed, and gives the same run again', async () => {
  const random = await sim(['--time', '5s', '--scenario', 'crashes']);
  const seed = /^seed (\d+)$/m.exec(random.stdout)?.[1] ?? '';
  const same = await sim(['--seed', seed, '--time', '5s', '--scenario', 'crashes']);
  expect(/hash \w+/.exec(random.stdout)?.[0]).toBe(/hash \w+/.exec(same.stdout)?.[0]);
});

it('a campaign is the same however many processes work on it', async () => {
  const runs = await Promise.all(
    [1, 2].map((jobs) => sim(['campaign', '--seeds', '3', '--compare-every', '3', '--jobs', `${jobs}`, '--json'])),
  );
  const [one, two] = runs.map(({ stdout }) => JSON.parse(stdout));
  expect(one).toMatchObject({ firstSeed: 1, seeds: 3, compared: 1, failed: [], unhit: [], interrupted: false });
  expect(two.hash).toBe(one.hash);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
});

it('a broken build fails; its story is short, is made small, and its file replays it to the last event', async () => {
  await using folder = await temporaryFolder();
  const broken = await sim(['--seed', '1', ...BUG]);
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain('ID-UNIQUE (safety)');

  const small = await again(broken, 'Smaller', folder.path);
  expect(small.code).toBe(1);
  expect(small.stdout.split('\n').length).toBeLessThan(30);
  expect(small.stdout).toMatch(/^[0-2] of \d+ operations and 0 of \d+ faults are left after \d+ runs/);
  expect(small.stdout).toContain('What broke, at');

  const replayed = await again(small, 'Replay', folder.path);
  expect(replayed.code).toBe(1);
  expect(replayed.stdout).toMatch(/^the same run, to the last event \([0-9a-f]{8}\)$/m);
  const broke = /^What broke.*\n.*$/m;
  expect(broke.exec(replayed.stdout)?.[0]).toBe(broke.exec(small.stdout)?.[0]);

  const file = join(folder.path, 'tnv-sim-1.json');
  const whole = await sim(['replay', file, '--json']);
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({ same: false, violations: [], exitCode: 0 });
  expect((await sim(['replay', file])).stdout).toContain('another run than the one the file was written of');
});

it('replay files that are no replay files are refused with one sentence that says why', async () => {
  await using folder = await temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  const fixture = join(import.meta.dirname, '../../fixtures/sim/slow-closing-look.json');
  const text = await readFile(fixture, 'utf8');
  const replay = JSON.parse(text);
  await writeFile(file('cut.json'), text.slice(0, text.length / 2));
  await writeFile(file('later.json'), JSON.stringify({ ...replay, format: 2 }));
  await writeFile(file('other.json'), '[1]');
  const plan = { ...replay.plan, topology: { ...replay.plan.topology, clients: 0 } };
  await writeFile(file('nobody.json'), JSON.stringify({ ...replay, plan }));
  const refused = await Promise.all([
    sim(['replay', file('missing.json')]),
    sim(['replay', folder.path]),
    sim(['replay', file('cut.json')]),
    sim(['replay', file('later.json')]),
    sim(['shrink', file('other.json')]),
    sim(['replay', file('nobody.json')]),
  ]);
  expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 2));
  expect(refused.map(({ stdout }) => stdout).join('')).toBe('');
  const [missing, aFolder, cut, later, other, nobody] = refused.map(({ stderr }) => stderr);
  expect(missing).toBe(`tnv sim: there is no file ${file('missing.json')}`);
  expect(aFolder).toMatch(/^tnv sim: .* cannot be read: EISDIR.*$/);
  expect(cut).toMatch(/^tnv sim: .*cut\.json is not JSON, or only a part of it: .*$/);
  expect(later).toMatch(/^tnv sim: .*later\.json is of another version of tnv sim: its format is 2, this one reads 1$/);
  expect(other).toMatch(/^tnv sim: .*other\.json holds no plan of a run$/);
  expect(nobody).toMatch(/^tnv sim: .*nobody\.json holds no plan of a run: topology\.clients: .*$/);
});
