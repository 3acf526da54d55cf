import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBinary, findBinary } from '../services/binary.ts';
import { startUp, type Up } from './up.ts';
import { playUntil, seek, withVideo } from './videoPage.ts';

const SAMPLE = readFileSync(join(import.meta.dirname, '../../fixtures/sample.mp4'));
const run = promisify(execFile);

const missing = {
  chromium: await ensureBinary('chromium', 'chromium'),
  wget: await ensureBinary('wget', 'wget'),
  vlc: await ensureBinary('cvlc', 'vlc-bin', 'vlc-plugin-base'),
};
for (const [player, reason] of Object.entries(missing)) {
  if (reason !== undefined) process.stderr.write(`tnv tests: SKIPPING ${player}: ${reason}\n`);
}

function binary(name: string): string {
  const path = findBinary(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

describe('the sample clip of a fresh system', () => {
  let folder: string;
  let up: Up;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnv-e2e-'));
    up = await startUp(join(folder, 'data'));
    url = `${up.http}/files/${up.files[0]}`;
  });

  afterAll(async () => {
    const ended = await up.program.interrupt();
    await rm(folder, { recursive: true, force: true });
    expect(ended.code).toBe(0);
  });

  it('gives its first hundred bytes to a range request', async () => {
    const response = await fetch(url, { headers: { range: 'bytes=0-99' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes 0-99/${SAMPLE.length}`);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(SAMPLE.subarray(0, 100));
  });

  it.skipIf(missing.wget !== undefined)('is fetched whole by wget', async () => {
    const out = join(folder, 'wget.mp4');
    await run(binary('wget'), ['-q', '-O', out, url]);
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(readFileSync(out))).toBe(digest(SAMPLE));
  });

  it.skipIf(missing.chromium !== undefined)('plays and seeks in Chromium', async () => {
    await withVideo(url, async (page) => {
      const playing = await playUntil(page, 0.5);
      expect(playing).toMatchObject({ error: null, width: 320 });
      expect(playing.duration).toBeCloseTo(20, 0);
      const middle = await seek(page, 10);
      expect(middle).toMatchObject({ error: null });
      expect(middle.currentTime).toBeCloseTo(10, 1);
      expect((await playUntil(page, 10.5)).currentTime).toBeLessThan(19);
    });
  });

  it.skipIf(missing.vlc !== undefined)('is played to its end by VLC, as an ordinary user', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    await chmod(folder, 0o755);
    await chmod(home, 0o777);
    const asUser =
      process.getuid?.() === 0 ? [binary('setpriv'), '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [command = '', ...args] = [
      ...asUser,
      ...['env', `HOME=${home}`, binary('cvlc'), '--intf', 'dummy', '--vout', 'dummy', '--aout', 'dummy'],
      ...['--rate', '8', '--play-and-exit', '--verbose', '2', '--no-color', url],
    ];
    const { stderr } = await run(command, args, { maxBuffer: 64 * 1024 * 1024 });
    expect(stderr).toMatch(/EOF reached/);
    // As a remark it says so too of a connection that it drops itself, to read on elsewhere.
    const complaints = stderr.split('\n').filter((line) => !/^\[\w+\] .* debug: /.test(line));
    expect(complaints.join('\n')).not.toMatch(/connection fail|unable to open the MRL|corrupt/i);
  });

  it('is still there after a second start', async () => {
    await up.program.interrupt();
    up = await startUp(join(folder, 'data'));
    url = `${up.http}/files/${up.files[0]}`;
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(SAMPLE);
  });
});
