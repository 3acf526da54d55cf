import { encodeDownloadRequest } from '../../../src/protocol/download.ts';
import { encodeHead } from '../../../src/protocol/head.ts';
import { encodeUploadRequest } from '../../../src/protocol/upload.ts';
import { LARGE } from '../load/content.ts';
import { OWNER } from '../site/abuseSite.ts';
import { type Gang, TARGETS, type Target } from './gang.ts';

const CONNECTIONS = 5;
const COMMANDS: Readonly<Record<Target, readonly number[]>> = {
  tracker: [10, 11, 12, 13],
  id: [40],
  storage: [70, 71, 72, 73],
  http: [],
};
const LENGTHS = [-1n, -(2n ** 63n), 1n, 17n, 399n, 401n, 2n ** 31n, 2n ** 32n + 4n, 2n ** 62n, 2n ** 63n - 1n];
const HTTP_LIES = [
  'PUT /session/positions/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n{',
  'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
  'GET /files/large HTTP/1.1\r\nHost: x\r\nRange: bytes=18446744073709551616-\r\n\r\n',
  `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n`,
];

/** Requests whose lengths are not those of their bodies, and sizes that files do not have. */
export async function lies(gang: Gang): Promise<void> {
  for (const target of TARGETS) {
    for (let at = 0; at < CONNECTIONS; at++) {
      void gang.keep(async () => {
        const socket = await gang.open(target, gang.draw(gang.plan.peers));
        if (socket === undefined) return;
        gang.outcome.sent++;
        socket.write(lieTo(gang, target));
        const said = new Promise((resolve) => socket.once('data', resolve));
        socket.resume();
        await Promise.race([said, new Promise((resolve) => socket.once('close', resolve))]);
        socket.destroy();
      });
    }
  }
}

function lieTo(gang: Gang, target: Target): Buffer | string {
  if (target === 'http') return HTTP_LIES[gang.draw(HTTP_LIES.length)] ?? '';
  const length = LENGTHS[gang.draw(LENGTHS.length)] ?? 0n;
  const commands = COMMANDS[target];
  if (target === 'storage' && gang.draw(3) === 0) {
    const file = { ...OWNER, fileid: gang.draw(2) === 0 ? LARGE.fileid : `lie-${process.pid}-${gang.outcome.sent}` };
    if (gang.draw(2) === 0) return encodeDownloadRequest({ ...file, offset: length, size: length });
    // The head and the field tell different sizes.
    const upload = encodeUploadRequest({ ...file, size: 1_000n });
    upload.writeBigInt64BE(length, 0);
    return upload;
  }
  const head = encodeHead({ bodyLength: length, command: commands[gang.draw(commands.length)] ?? 0, status: 0 });
  return Buffer.concat([head, gang.bytes(gang.draw(500))]);
}
