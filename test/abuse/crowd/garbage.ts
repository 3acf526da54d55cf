import { encodeHead } from '../../../src/protocol/head.ts';
import { type Gang, TARGETS } from './gang.ts';

const CONNECTIONS = 10;
const PIECE = 64 * 1024;

/** Bytes that mean nothing, as many as can be sent. */
export async function garbage(gang: Gang): Promise<void> {
  const noise = gang.bytes(PIECE);
  const rubbish = Buffer.concat(
    Array.from({ length: 1_000 }, () =>
      Buffer.concat([encodeHead({ bodyLength: 8n, command: gang.draw(256), status: 0 }), gang.bytes(8)]),
    ),
  );
  const claimed = encodeHead({ bodyLength: 200_000_000n, command: 200, status: 0 });
  for (const target of TARGETS) {
    for (let at = 0; at < CONNECTIONS; at++) {
      void gang.keep(async () => {
        const socket = await gang.open(target, gang.draw(gang.plan.peers));
        if (socket === undefined) return;
        socket.resume();
        const closed = new Promise((resolve) => socket.once('close', resolve));
        const kind = gang.draw(3);
        if (kind === 0) socket.write(claimed);
        while (!gang.over && !socket.destroyed) {
          gang.outcome.sent++;
          const taken = new Promise((resolve) => socket.write(kind === 1 ? rubbish : noise, resolve));
          await Promise.race([taken, closed]);
          await gang.digest();
        }
      });
    }
  }
}
