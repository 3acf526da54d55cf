import { unsuited } from './unsuited.ts';

/** A box within a buffer. */
export interface Mp4Box {
  readonly type: string;
  /** What follows its header; shares the memory of the buffer. */
  readonly body: Buffer;
}

/** The start of a box. */
export interface BoxHeader {
  readonly type: string;
  readonly headerSize: number;
  /** Bytes of the whole box. */
  readonly size: number;
}

/** More boxes side by side than any movie has. */
const SIBLINGS_MAX = 10_000;

/**
 * Reads the header at `at` of a box that may take `room` bytes. Throws an `HttpError` 415 for a size that is less than the
 * header or more than the room, and when less of the header is there than it needs.
 */
export function readBoxHeader(bytes: Buffer, at: number, room: number): BoxHeader {
  if (bytes.length - at < 8) throw unsuited('it breaks off in the middle of a box');
  const type = bytes.toString('latin1', at + 4, at + 8);
  const told = bytes.readUInt32BE(at);
  const large = told === 1;
  if (large && bytes.length - at < 16) throw unsuited('it breaks off in the middle of a box');
  const headerSize = large ? 16 : 8;
  const size = large ? Number(bytes.readBigUInt64BE(at + 8)) : told === 0 ? room : told;
  if (size < headerSize) throw unsuited(`it is damaged: a box of ${size} bytes`);
  if (size > room) throw unsuited('it is damaged or breaks off: a box is longer than what it is in');
  return { type, headerSize, size };
}

/** The boxes that a body consists of, in order. Throws an `HttpError` 415. */
export function boxesIn(body: Buffer): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  // QuickTime ends some lists with four zero bytes.
  for (let at = 0; body.length - at >= 8; ) {
    const { type, headerSize, size } = readBoxHeader(body, at, body.length - at);
    if (boxes.length === SIBLINGS_MAX) throw unsuited('it is damaged: too many boxes');
    boxes.push({ type, body: body.subarray(at + headerSize, at + size) });
    at += size;
  }
  return boxes;
}

/** The body of the box at the end of a path of types, the first of each; undefined when there is none. Throws an `HttpError` 415. */
export function findBox(body: Buffer, ...path: string[]): Buffer | undefined {
  let found: Buffer | undefined = body;
  for (const type of path) {
    found = boxesIn(found).find((box) => box.type === type)?.body;
    if (found === undefined) return undefined;
  }
  return found;
}

/** Like `findBox`, for what every movie must have. */
export function needBox(body: Buffer, ...path: string[]): Buffer {
  const found = findBox(body, ...path);
  if (found === undefined) throw unsuited(`it is damaged: no box ${path.join('/')}`);
  return found;
}

/** Fields of a box that may not be there. Throws an `HttpError` 415 instead of a RangeError. */
export function readUint32(body: Buffer, at: number): number {
  if (body.length < at + 4) throw unsuited('it is damaged: a box is too short');
  return body.readUInt32BE(at);
}
