import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../services/freePort.ts';
import { SupervisedDaemon } from '../soak/site/daemon.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** An id server of a soak, and what was said of it. It serves when this resolves, and is gone at the end of the scope. */
async function idServer(folder: string, stopLimitMs?: number) {
  const port = await freePort();
  const config = join(folder, 'id.cfg');
  writeFileSync(config, `service id {\ntnv_listen = 127.0.0.1:${port}\ntnv_embedded_folder = ${folder}/db\n}\n`);
  const said: string[] = [];
  const what = { name: 'id1', kind: 'id', group: undefined, port, clock: undefined } as const;
  const daemon = new SupervisedDaemon(
    { ...what, config, environment: {}, isOld: false },
    {
      died: ({ name }, how) => said.push(`${name} ${how}`),
      couldNotStart: (_, { stderr }) => said.push(stderr),
    },
    stopLimitMs,
  );
  daemon.start();
  await expect.poll(() => daemon.isServing, { timeout: 60_000 }).toBe(true);
  return { daemon, said, [Symbol.asyncDispose]: () => daemon.abandon() };
}

describe('a daemon of a soak', () => {
  // Spec: CONN-STOP
  it('that does not stop when asked to is killed, told of, and started again', async () => {
    await using folder = await temporaryFolder();
    await using server = await idServer(folder.path, 500);
    const { daemon, said } = server;
    const { pid } = daemon;
    process.kill(pid ?? 0, 'SIGSTOP');
    await daemon.restart(0);
    expect(said).toEqual(['id1 was asked to stop and still ran 0.5 s later']);
    await expect.poll(() => daemon.isServing && daemon.pid !== pid, { timeout: 60_000 }).toBe(true);
  });

  it('that stops when asked to is not told of', async () => {
    await using folder = await temporaryFolder();
    await using server = await idServer(folder.path);
    await server.daemon.restart(0);
    await expect.poll(() => server.daemon.isServing, { timeout: 60_000 }).toBe(true);
    expect(server.said).toEqual([]);
  });
});
