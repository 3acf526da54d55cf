import { setTimeout as sleep } from 'node:timers/promises';
import { encodeUploadRequest } from '../../../src/protocol/upload.ts';
import { OWNER } from '../site/abuseSite.ts';
import type { Gang } from './gang.ts';

const CONNECTIONS = 200;
const INTERVAL_MS = 250;
/** A little more than a sender must send. */
const PIECE = Buffer.alloc(1_250);
const SIZE = 1_000_000_000n;

/** Uploads that come as slowly as they may. */
export async function slowSenders(gang: Gang): Promise<void> {
  for (let at = 0; at < CONNECTIONS; at++) {
    void gang.keep(async () => {
      const socket = await gang.open('storage', gang.draw(gang.plan.peers));
      if (socket === undefined) return;
      socket.resume();
      const fileid = `slow-${process.pid}-${at}-${gang.outcome.sent++}`;
      socket.write(encodeUploadRequest({ ...OWNER, fileid, size: SIZE }));
      while (!gang.over && !socket.destroyed) {
        socket.write(PIECE);
        await sleep(INTERVAL_MS);
      }
    });
    await gang.digest();
  }
}
