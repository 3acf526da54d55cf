import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { listenAt } from './listenAt.ts';
import { createLog } from './log.ts';

test('a server that cannot accept a connection goes on, and says so once in a while', async () => {
  const lines: string[] = [];
  const server = createServer();
  const log = createLog({ stream: { write: (line) => void lines.push(line) } });
  const address = await listenAt(server, { host: '127.0.0.1', port: 0 }, log);
  expect(address.port).toBeGreaterThan(0);
  for (let count = 0; count < 10; count++) server.emit('error', new Error('accept EMFILE'));
  expect(lines.length).toBe(1);
  expect(lines[0]).toContain('accept EMFILE');
  server.close();
});
