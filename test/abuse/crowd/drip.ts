import { setTimeout as sleep } from 'node:timers/promises';
import { encodeIdGetRequest } from '../../../src/protocol/idGet.ts';
import { encodeSaddrsRequest } from '../../../src/protocol/saddrs.ts';
import { encodeUploadRequest } from '../../../src/protocol/upload.ts';
import { OWNER } from '../site/abuseSite.ts';
import { type Gang, TARGETS, type Target } from './gang.ts';

const CONNECTIONS = 100;
const INTERVAL_MS = 1_000;
const LIE = 1_000_000n;

/** Requests that come one byte a second; the head of every second upload comes at once, so that its content is slow. */
export async function drip(gang: Gang): Promise<void> {
  for (const target of TARGETS) {
    for (let at = 0; at < CONNECTIONS; at++) void gang.keep(() => one(gang, target, at));
    await gang.digest();
  }
}

async function one(gang: Gang, target: Target, at: number): Promise<void> {
  const socket = await gang.open(target, gang.draw(gang.plan.peers));
  if (socket === undefined) return;
  socket.resume();
  const request = requestTo(target, `drip-${process.pid}-${at}-${gang.outcome.sent++}`);
  const atOnce = target === 'storage' && at % 2 === 0 ? request.length : 0;
  if (atOnce > 0) socket.write(request.subarray(0, atOnce));
  for (let sent = atOnce; !gang.over && !socket.destroyed; sent++) {
    socket.write(request.subarray(sent % request.length, (sent % request.length) + 1));
    await sleep(INTERVAL_MS);
  }
}

function requestTo(target: Target, name: string): Buffer {
  switch (target) {
    case 'tracker':
      return encodeSaddrsRequest({ ...OWNER, fileid: name });
    case 'id':
      return encodeIdGetRequest('drip');
    case 'storage':
      return encodeUploadRequest({ ...OWNER, fileid: name, size: LIE });
    case 'http':
      return Buffer.from(`PUT /session/positions/${name} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
  }
}
