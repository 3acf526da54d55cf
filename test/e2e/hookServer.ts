import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** A hook file for the conformance kit whose actions are done here, in the test. */
export interface HookServer extends AsyncDisposable {
  /** Path of the hook file. */
  readonly file: string;
}

/** Writes a hook file into `folder`: what it is asked to do, `act` does. */
export async function hookServer(
  folder: string,
  act: (action: string, daemon: string) => Promise<void>,
): Promise<HookServer> {
  const socketPath = join(folder, 'hook.socket');
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    let asked = '';
    socket.on('data', (chunk) => {
      asked += chunk;
    });
    socket.on('end', () => {
      const [action = '', daemon = ''] = asked.split(' ');
      act(action, daemon).then(
        () => socket.end('done'),
        (error: Error) => socket.end(error.message),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const file = join(folder, 'hook');
  writeFileSync(file, scriptFor(socketPath));
  chmodSync(file, 0o755);
  return {
    file,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function scriptFor(socketPath: string): string {
  return `#!${process.execPath}
const socket = require('node:net').connect({ path: ${JSON.stringify(socketPath)}, allowHalfOpen: true });
let said = '';
socket.on('data', (chunk) => { said += chunk; });
socket.on('end', () => {
  if (said !== 'done') console.error(said);
  process.exit(said === 'done' ? 0 : 1);
});
socket.end(process.argv.slice(2).join(' '));
`;
}
