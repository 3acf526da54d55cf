import { decodeHead, HEAD_BYTES, type Head } from '../wire/layout.ts';
import { REGISTRY } from '../wire/packets.ts';
import type { Transcript, TranscriptEntry } from '../wire/transcript.ts';

/** A packet that can be seen in a transcript. */
export interface SeenPacket extends Head {
  /** As much of the body as the transcript has. */
  readonly body: Buffer;
  /** True when that is all of it. */
  readonly whole: boolean;
}

/** A conversation as far as its transcript tells. */
export interface Exchange {
  readonly sent: readonly SeenPacket[];
  readonly received: readonly SeenPacket[];
  /** How the target ended it; undefined when it did not. */
  readonly targetEnded?: 'closed' | 'reset';
}

const SERVER_REPLIES = new Set(Object.values(REGISTRY.replyCommands));

/** What was said in a conversation, packet by packet, as far as the transcript goes. */
export function exchange(transcript: Transcript): Exchange {
  const entries = transcript.opening;
  const end = [...entries, ...transcript.latest].find((entry) => entry.what === 'closed' || entry.what === 'reset');
  return {
    sent: packets(entries.filter((entry) => entry.what === 'sent')),
    received: packets(entries.filter((entry) => entry.what === 'received')),
    ...(end && { targetEnded: end.what as 'closed' | 'reset' }),
  };
}

/** The failure replies among what was received. */
export function refusals({ received }: Exchange): { packet: SeenPacket; number: number | undefined }[] {
  return received
    .filter((each) => SERVER_REPLIES.has(each.command) && each.status !== 0)
    .map((each) => ({ packet: each, number: each.body.length >= 2 ? each.body.readInt16BE(0) : undefined }));
}

function packets(entries: readonly TranscriptEntry[]): SeenPacket[] {
  const found: SeenPacket[] = [];
  const total = entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  for (let at = 0; at + HEAD_BYTES <= total; ) {
    const bytes = seen(entries, at, HEAD_BYTES);
    if (bytes.length < HEAD_BYTES) break;
    const head = decodeHead(bytes);
    if (head.bodyLength < 0n || head.bodyLength > BigInt(total)) break;
    const length = Number(head.bodyLength);
    const body = seen(entries, at + HEAD_BYTES, length);
    found.push({ ...head, body, whole: body.length === length });
    at += HEAD_BYTES + length;
  }
  return found;
}

/** Bytes of a stream from an offset, as many of n as the entries kept. */
function seen(entries: readonly TranscriptEntry[], from: number, n: number): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  let need = n;
  let next = from;
  for (const entry of entries) {
    const end = start + (entry.bytes ?? 0);
    if (next < end && need > 0) {
      const piece = (entry.first ?? Buffer.alloc(0)).subarray(next - start, next - start + need);
      pieces.push(piece);
      need -= piece.length;
      next += piece.length;
      if (next < end && need > 0) break;
    }
    start = end;
  }
  return Buffer.concat(pieces);
}
