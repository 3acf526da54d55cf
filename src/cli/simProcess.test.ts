import { mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SimLimits, simProcess } from './simProcess.ts';

/** What each stand-in for the simulator begins with: `page` is where the timeline is awaited. */
const PREAMBLE = `
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { getHeapStatistics } from 'node:v8';
const page = process.argv[process.argv.indexOf('--html') + 1];
`;

// Spec: HTTP-SIM
describe('the process that runs a simulation for a viewer', () => {
  let folder: string;
  let temporary: string;
  let server: Server;
  const connections: Socket[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tnv-test-'));
    temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    server = createServer((socket) => connections.push(socket.resume()));
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    // A stand-in ends with its connection, in case that nothing else has ended it.
    for (const connection of connections.splice(0)) connection.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  /** The timeline of seed 7, by a program that does this instead of simulating. */
  const timeline = async (does: string, limits: Partial<SimLimits> = {}, signal = new AbortController().signal) => {
    const program = join(folder, 'standIn.mjs');
    await writeFile(program, PREAMBLE + does);
    const simulator = simProcess(program, limits);
    if (simulator === undefined) throw new Error(`${program} is not found`);
    return simulator.timeline(7, signal);
  };

  /** What a stand-in does that shows half a timeline, cannot be asked to end, and never ends. */
  const hangs = (): string => `
    process.on('SIGTERM', () => undefined);
    writeFileSync(page, '<p>half of a');
    connect(${JSON.stringify(join(folder, 'socket'))}).on('close', () => process.exit());
  `;

  const begun = (): Promise<Socket> => new Promise((resolve) => server.once('connection', resolve));
  const ended = async (socket: Socket): Promise<void> => {
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  };

  it('gets the seed, 512 MiB of heap, and nothing of the environment', async () => {
    vi.stubEnv('TNV_DB_PASSWORD', 'secret');
    const shown = await timeline(`
      const heapMb = getHeapStatistics().heap_size_limit / 2 ** 20;
      writeFileSync(page, JSON.stringify({ args: process.argv.slice(2, 4), heapMb, env: process.env }));
    `);
    const { args, heapMb, env } = JSON.parse(shown.toString());
    expect({ args, env }).toEqual({ args: ['--seed', '7'], env: {} });
    // What is young comes on top.
    expect(heapMb).toBeGreaterThanOrEqual(512);
    expect(heapMb).toBeLessThan(768);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('shows the timeline of a run that found something wrong', async () => {
    const shown = await timeline(`writeFileSync(page, '<p>whole'); process.exitCode = 1;`);
    expect(shown.toString()).toBe('<p>whole');
  });

  it('is ended when its time is over, and half a timeline is none', async () => {
    const asked = timeline(hangs(), { timeMs: 1_500 });
    await expect(asked).rejects.toThrow('the simulation of seed 7 gave no timeline');
    // None when the machine is so busy that it did not get as far.
    await Promise.all(connections.map(ended));
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is ended when it has had its share of a processor, and half a timeline is none', async () => {
    const asked = timeline(`writeFileSync(page, '<p>half of a'); for (;;);`, { cpuSeconds: 1 });
    await expect(asked).rejects.toMatchObject({
      message: 'the simulation of seed 7 gave no timeline',
      cause: { signal: 'SIGKILL', killed: false },
    });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is ended when it wants more memory than it may have, and half a timeline is none', async () => {
    const asked = timeline(
      `
        writeFileSync(page, '<p>half of a');
        const kept = [];
        while (kept.length < 200) kept.push(Array.from({ length: 2 ** 17 }, (_, index) => index + 0.5));
        writeFileSync(page, '<p>' + kept.length);
      `,
      { heapMb: 32 },
    );
    await expect(asked).rejects.toThrow('the simulation of seed 7 gave no timeline');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is ended when the viewer goes away', async () => {
    const viewer = new AbortController();
    const socket = begun();
    const asked = timeline(hangs(), {}, viewer.signal);
    const gone = new Error('the viewer has gone');
    const rejected = expect(asked).rejects.toBe(gone);
    const connection = await socket;
    viewer.abort(gone);
    await rejected;
    await ended(connection);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('does not exist where the simulator did not come along', () => {
    expect(simProcess(join(folder, 'nowhere.ts'))).toBeUndefined();
  });
});
