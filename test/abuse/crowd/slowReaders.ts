import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeDownloadRequest } from '../../../src/protocol/download.ts';
import { LARGE } from '../load/content.ts';
import { OWNER } from '../site/abuseSite.ts';
import type { Gang, Target } from './gang.ts';

const CONNECTIONS = 200;
const INTERVAL_MS = 500;
const PIECE = 1_024;

const REQUESTS: Readonly<Partial<Record<Target, Buffer>>> = {
  storage: encodeDownloadRequest({ ...OWNER, fileid: LARGE.fileid, offset: 0n, size: 0n }),
  http: Buffer.from(`GET /files/${LARGE.fileid} HTTP/1.1\r\nHost: x\r\n\r\n`),
};

/** Downloads of a large file of which a piece is read now and then, or nothing at all. */
export async function slowReaders(gang: Gang): Promise<void> {
  for (const target of ['storage', 'http'] as const) {
    for (let at = 0; at < CONNECTIONS; at++) {
      void gang.keep(async () => {
        const socket = await gang.open(target, gang.draw(gang.plan.peers));
        if (socket === undefined) return;
        gang.outcome.sent++;
        socket.write(REQUESTS[target] ?? '');
        await read(gang, socket, at % 2 === 0 ? PIECE : 0);
      });
      await gang.digest();
    }
  }
}

/** A socket in paused mode takes from the system only what fits its buffer. */
async function read(gang: Gang, socket: Socket, piece: number): Promise<void> {
  socket.pause();
  while (!gang.over && !socket.destroyed) {
    if (piece > 0) socket.read(piece);
    await sleep(INTERVAL_MS);
  }
}
