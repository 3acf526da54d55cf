import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedTarget } from '../../test/conformance/scriptedTarget.ts';
import { CaseFailure } from '../runner/failure.ts';
import { Conversation, type ConversationContext } from './conversation.ts';
import { encodeFailure, encodeHead, encodeReply, encodeRequest } from './layout.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** How long is waited for what does not come. */
const IN_VAIN_MS = 300;

/** A conversation with a server that does this. */
async function talkTo(serve: (socket: Socket) => void, replyMs = 10_000): Promise<Conversation> {
  const target = await scriptedTarget(serve);
  open.push(target.close);
  const conversation = await Conversation.open(target.address, context(replyMs));
  open.push(async () => conversation.destroy());
  return conversation;
}

function context(replyMs: number): ConversationContext {
  const looked = { said: false, ended: false };
  return { deadlineMs: performance.now() + 20_000, replyMs, findings: [], looked, conversations: [] };
}

async function failure(promise: Promise<unknown>): Promise<CaseFailure> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CaseFailure)) throw new Error(`a CaseFailure was expected, got ${String(error)}`);
  return error;
}

describe('a conversation', () => {
  it('gives a whole reply, however it is cut into pieces', async () => {
    const bytes = encodeReply('FILESIZE', { size: 77 });
    const conversation = await talkTo((socket) => {
      socket.setNoDelay(true);
      for (const byte of bytes) socket.write(Uint8Array.of(byte));
    });
    const reply = await conversation.reply();
    expect(reply.body).toEqual(bytes.subarray(10));
    expect(reply).toMatchObject({ bodyLength: 8n, command: 102, status: 0 });
  });

  it('gives replies one after another that came at once', async () => {
    const conversation = await talkTo((socket) => {
      socket.write(Buffer.concat([encodeReply('DELETE'), encodeFailure('storage', 404, 'gone')]));
    });
    expect((await conversation.reply()).status).toBe(0);
    expect((await conversation.reply()).status).toBe(-3);
  });

  it('keeps a pause between two pieces also when its process stalls meanwhile', async () => {
    const pieces: string[] = [];
    const conversation = await talkTo((socket) => {
      socket.on('data', (piece) => pieces.push(piece.toString()));
    });
    await conversation.send(Buffer.from('one'));
    const pause = conversation.ended({ withinMs: 20 });
    const stalled = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(stalled, 0, 0, 60);
    expect(await pause).toBe('open');
    await conversation.send(Buffer.from('two'));
    await conversation.ended({ withinMs: 20 });
    expect(pieces).toEqual(['one', 'two']);
  });

  it('does not count against the target what its own process stands still', async () => {
    const conversation = await talkTo((socket) => {
      socket.once('data', () => setTimeout(() => socket.write(encodeReply('DELETE')), 50));
    }, IN_VAIN_MS);
    await conversation.send(encodeRequest('GROUPS'));
    const reply = conversation.reply();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * IN_VAIN_MS);
    expect((await reply).status).toBe(0);
  });

  it('does not wait longer than it may for a target that never answers', async () => {
    const conversation = await talkTo(() => {}, IN_VAIN_MS);
    expect(await failure(conversation.reply())).toMatchObject({ axis: 'said', message: 'no reply came in time' });
  });

  it('does not wait longer for a target that sends a byte now and then', async () => {
    const conversation = await talkTo((socket) => {
      const timer = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(timer));
    }, IN_VAIN_MS);
    expect((await failure(conversation.reply())).message).toMatch(/no reply came in time after \d of 10 bytes/);
  });

  it('says what was missing when the target closes in the middle', async () => {
    const conversation = await talkTo((socket) => socket.end(Buffer.from(encodeHead(8, 102)).subarray(0, 4)));
    expect(await failure(conversation.reply())).toMatchObject({
      axis: 'ended',
      message: 'a reply was expected, the target closed it after 4 of 10 bytes',
    });
  });

  it.each([2n ** 63n - 1n, -1n, 2n ** 40n])('does not believe a body length of %s', async (length) => {
    const conversation = await talkTo((socket) => socket.write(encodeHead(length, 102)));
    expect(await failure(conversation.reply())).toMatchObject({ axis: 'said', statement: 'WIRE-BODY-LENGTH' });
  });

  it('holds a target back that floods it', async () => {
    let taken = 0;
    const conversation = await talkTo((socket) => {
      const flood = Buffer.alloc(1 << 20, 0x41);
      const more = () => {
        taken += flood.length;
        if (taken < 1 << 30) socket.write(flood, (error) => error ?? more());
      };
      more();
    });
    const ended = await failure(conversation.ended());
    expect(ended).toMatchObject({ axis: 'said', statement: 'CONN-IN-STEP' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(taken).toBeLessThan(64 << 20);
  });

  it('tells a close from a reset and from silence', async () => {
    const closes = await talkTo((socket) => socket.end());
    expect(await closes.ended()).toBe('closed');
    const resets = await talkTo((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await resets.send(encodeRequest('GROUPS'));
    expect(await resets.ended()).toBe('reset');
    const stays = await talkTo(() => {});
    expect(await stays.ended({ withinMs: 50 })).toBe('open');
  });

  it('hears a refusal while it is still sending', async () => {
    const conversation = await talkTo((socket) => {
      socket.once('data', () => socket.write(encodeFailure('storage', 413)));
      socket.resume();
    });
    const content = Buffer.alloc(8 << 20);
    const [reply] = await Promise.all([
      conversation.reply(),
      conversation.send(encodeRequest('UPLOAD', {}, { content })),
    ]);
    expect(reply.status).toBe(-3);
  });

  it('does not wait longer for a target that takes nothing', async () => {
    const conversation = await talkTo((socket) => socket.pause(), IN_VAIN_MS);
    expect((await failure(conversation.send(Buffer.alloc(64 << 20)))).message).toMatch(/takes no more/);
  });

  it('says that nobody listens', async () => {
    const target = await scriptedTarget(() => {});
    await target.close();
    const refused = await failure(Conversation.open(target.address, context(IN_VAIN_MS)));
    expect(refused.message).toMatch(/cannot connect to 127\.0\.0\.1:\d+: ECONNREFUSED/);
  });
});
