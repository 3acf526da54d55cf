import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFailure, encodeHead, HEAD_BYTES, type Lies } from '../wire/layout.ts';
import { takeContent } from './honestStorage.ts';
import { PeerGone } from './peer.ts';
import type { Behaviour, Turn } from './playedServer.ts';
import { numberOf } from './seenRequest.ts';

/** How long a server that hangs stays so. */
const HANG_MS = 300_000;

/** What the specification says. */
export const honest: Behaviour = async ({ peer, honest: reply }) => {
  await peer.send(await reply());
};

/** The honest reply in pieces of `pieceBytes`, with a pause between them. */
export function inPieces(pieceBytes: number, pauseMs: number): Behaviour {
  return async ({ peer, honest: reply }) => {
    const bytes = await reply();
    for (let at = 0; at < bytes.length && !peer.over; at += pieceBytes) {
      await peer.send(bytes.subarray(at, at + pieceBytes));
      if (pauseMs > 0) await sleep(pauseMs);
      else await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

/** The honest reply after a while. */
export function after(delayMs: number): Behaviour {
  return async ({ peer, honest: reply }) => {
    const bytes = await reply();
    await sleep(delayMs);
    await peer.send(bytes);
  };
}

/** Takes the content of an UPLOAD slowly, with a pause before every piece, and then answers honestly. */
export function takingSlowly(pauseMs: number): Behaviour {
  return async (turn) => {
    turn.peer.paceMs = pauseMs;
    await honest(turn);
    turn.peer.paceMs = 0;
  };
}

/** The honest reply without its end: only the first `bytes`, then the connection ends. */
export function cutAfter(bytes: number, how: 'close' | 'reset' = 'close'): Behaviour {
  return async ({ peer, honest: reply }) => {
    await peer.send((await reply()).subarray(0, bytes));
    if (how === 'reset') {
      // A reset throws away what the other side has not read yet.
      await sleep(50);
      peer.reset();
    } else peer.close();
  };
}

/** Does what was asked and ends the connection without an answer. */
export const unanswered: Behaviour = async ({ peer, honest: reply }) => {
  await reply();
  peer.close();
};

/** Ends the connection at once, doing nothing. */
export function dropping(how: 'close' | 'reset'): Behaviour {
  return async ({ peer }) => {
    if (how === 'reset') peer.reset();
    else peer.close();
  };
}

/** Takes the request and never answers. */
export const hanging: Behaviour = async ({ peer }) => {
  await peer.whenOver(HANG_MS);
  // What was not read of the request is no next one.
  throw new PeerGone('it was left hanging');
};

/** Bytes in place of the honest reply. The content of an UPLOAD is read before. */
export function saying(bytes: Uint8Array | ((turn: Turn) => Uint8Array | Promise<Uint8Array>)): Behaviour {
  return async (turn) => {
    await takeAll(turn);
    await turn.peer.send(typeof bytes === 'function' ? await bytes(turn) : bytes);
  };
}

/** A failure in place of the honest reply, with nothing done. */
export function refusing(number: number, text?: string, lies?: Lies): Behaviour {
  return saying(({ server }) => encodeFailure(server.kind, number, text, lies));
}

/** A reply of the server's own kind with a body that has nothing to do with the request. */
export function replyingBody(
  body: Uint8Array,
  { length = body.byteLength, command, status = 0 }: Lies = {},
): Behaviour {
  return saying(({ server }) => {
    const own = { tracker: 100, id: 101, storage: 102 }[server.kind];
    return Buffer.concat([encodeHead(length, command ?? own, status), body]);
  });
}

/** The honest reply with another head: what is not given stays. */
export function withHead({ length, command, status }: Lies): Behaviour {
  return async ({ peer, honest: reply }) => {
    const bytes = await reply();
    const head = encodeHead(
      length ?? bytes.readBigInt64BE(0),
      command ?? bytes.readUInt8(8),
      status ?? bytes.readInt8(9),
    );
    await peer.send(head, bytes.subarray(HEAD_BYTES));
  };
}

/** Does `first` and then ends the connection. */
export function andClose(first: Behaviour): Behaviour {
  return async (turn) => {
    await first(turn);
    turn.peer.close();
  };
}

/** The honest reply and, behind it, bytes that nobody asked for. */
export function andMore(more: Uint8Array): Behaviour {
  return async ({ peer, honest: reply }) => {
    await peer.send(await reply(), more);
  };
}

/** Answers an UPLOAD when `bytes` of its content have come, and reads nothing more until the other side is gone. */
export function answeringEarly(reply: Uint8Array, bytes: number, stayMs: number): Behaviour {
  return async ({ peer, request }) => {
    await takeContent(request, peer, bytes);
    peer.hold();
    await peer.send(reply);
    await peer.whenOver(stayMs);
    peer.reset();
  };
}

/** Reads what is left of a request. */
async function takeAll({ request, peer }: Turn): Promise<void> {
  if (request.name !== 'UPLOAD') return;
  await takeContent(request, peer, Math.max(0, numberOf(request, 'size') - request.contentBytes));
}
