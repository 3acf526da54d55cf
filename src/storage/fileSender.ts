import type { Connection } from '../host/connection.ts';
import { DiskError, type ReadableFile } from '../host/disk.ts';
import { ReplyCommand } from '../protocol/command.ts';
import { encodeHead, HEAD_SIZE, type Head, STATUS_OK, writeHead } from '../protocol/head.ts';
import type { ContentReply } from '../server/command.ts';
import { PIECE_SIZE, PIECE_SIZE_MIN, PIECES } from './pieces.ts';
import type { ByteRange } from './rangeOf.ts';
import type { StorageParts } from './storageParts.ts';

/** What downloads share: memory, and turns at reading pieces, so that others are not behind all of them. */
export type Shared = Pick<StorageParts, 'buffers' | 'reads'>;

/**
 * A success reply with part of a file: a small part whole, a larger one piece by piece. Takes the file over: it is
 * closed when this rejects, or else when the reply has been sent or cannot be. Rejects with what `chooseRange` throws,
 * or with a `DiskError`. Spec: READ-RIGHT-OR-ABSENT, CONN-MEMORY.
 */
export async function replyWithPart(
  file: ReadableFile,
  chooseRange: () => ByteRange,
  shared: Shared,
): Promise<Buffer | ContentReply> {
  try {
    const range = chooseRange();
    if (range.length > PIECE_SIZE_MIN)
      return { contentSize: range.length, send: (to) => sendAndClose(file, range, to, shared) };
    const packet = Buffer.allocUnsafe(HEAD_SIZE + range.length);
    writeHead(packet, headOf(range));
    if (range.length > 0) await fill(file, packet.subarray(HEAD_SIZE), range.start);
    await file.close();
    return packet;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Sends the part in pieces as large as there is memory for. */
async function sendAndClose(
  file: ReadableFile,
  range: ByteRange,
  connection: Connection,
  { buffers, reads }: Shared,
): Promise<void> {
  const isLarge = range.length > PIECE_SIZE;
  const wanted = isLarge ? 2 * (PIECE_SIZE - PIECE_SIZE_MIN) : range.length - PIECE_SIZE_MIN;
  const granted = buffers.take(wanted);
  try {
    const source: Source = { range, fill: (target, position) => reads.take(() => fill(file, target, position)) };
    if (granted < wanted) await sendPieces(source, connection, pair(PIECE_SIZE_MIN + Math.floor(granted / 2)));
    else if (isLarge) await sendInTurns(source, connection);
    else await sendPieces(source, connection, single(range.length));
  } finally {
    buffers.give(granted);
    await file.close();
  }
}

/** The part to send, and how its bytes are read. */
interface Source {
  readonly range: ByteRange;
  fill(target: Buffer, position: number): Promise<void>;
}

/** Two pieces of memory in turn; the same one where one is enough. */
type Pair = [Buffer, Buffer];

function pair(size: number): Pair {
  return [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
}

function single(size: number): Pair {
  const piece = Buffer.allocUnsafe(size);
  return [piece, piece];
}

async function sendInTurns(source: Source, connection: Connection): Promise<void> {
  const pieces: Pair = [PIECES.take(), PIECES.take()];
  await sendPieces(source, connection, pieces);
  // Not after a failure: a connection that broke may still hold what it was given.
  for (const piece of pieces) PIECES.giveBack(piece);
}

/** Sends one piece while the next one is read. */
async function sendPieces({ range, fill }: Source, connection: Connection, [first, second]: Pair): Promise<void> {
  const end = range.start + range.length;
  const buffers: Pair = [first, second];
  const read = async (position: number): Promise<Buffer> => {
    buffers.reverse();
    const piece = buffers[0].subarray(0, Math.min(buffers[0].length, end - position));
    if (piece.length > 0) await fill(piece, position);
    return piece;
  };
  let head: Buffer | undefined = encodeHead(headOf(range));
  let position = range.start;
  let piece = await read(position);
  while (piece.length > 0) {
    position += piece.length;
    const sending = head === undefined ? connection.write(piece) : connection.write(head, piece);
    head = undefined;
    // Both are waited for, whatever becomes of the other: the file must not be closed under a read.
    const [sent, next] = await Promise.allSettled([sending, read(position)]);
    if (sent.status === 'rejected') throw sent.reason;
    if (next.status === 'rejected') throw next.reason;
    piece = next.value;
  }
}

function headOf({ length }: ByteRange): Head {
  return { bodyLength: BigInt(length), command: ReplyCommand.storage, status: STATUS_OK };
}

async function fill(file: ReadableFile, target: Buffer, position: number): Promise<void> {
  const count = await file.readAt(target, position);
  if (count < target.length) {
    throw new DiskError('io', `the file ends at byte ${position + count} though it was longer when it was opened`);
  }
}
