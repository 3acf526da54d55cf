import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import {
  decodeHead,
  encodeFailure,
  encodeReply,
  type Fields,
  HEAD_BYTES,
  type Head,
} from '../../../conformance/wire/layout.ts';
import {
  type FieldLayout,
  type PacketLayout,
  type PacketName,
  packetOfCommand,
  type ServerName,
} from '../../../conformance/wire/packets.ts';
import { pause } from '../../../conformance/wire/patience.ts';
import type { Flaws } from './flaw.ts';
import { Incoming } from './incoming.ts';

const BODY_MAX = 256 * 1024 * 1024;
const PREFIX = 408;

/** A request that makes sense, as far as its bytes go. */
export interface Asked {
  readonly name: PacketName;
  readonly fields: Readonly<Record<string, string | bigint | number>>;
  readonly socket: Socket;
  /** The content of an UPLOAD; undefined when its sender went away in the middle. */
  readonly content: () => Promise<Buffer | undefined>;
  /** What has come of content that did not come whole. */
  readonly torn: () => Buffer;
}

/** What is thrown to refuse. */
export class Refused extends Error {
  readonly number: number;

  constructor(number: number, text = 'refused') {
    super(text);
    this.number = number;
  }
}

/** The one part of a broken system that knows what requests mean. */
export interface Role {
  readonly part: ServerName;
  /** The success reply; throws a Refused; undefined ends the connection. */
  answer(asked: Asked): Promise<Buffer | undefined> | Buffer | undefined;
}

/** Serves connections as the specification says, but for the flaws. */
export function brokenServer({ part, answer }: Role, flaws: Flaws): (socket: Socket) => void {
  let stopped = false;
  let turn = Promise.resolve();
  const serveOne = async (socket: Socket): Promise<void> => {
    const incoming = new Incoming(socket);
    socket.on('error', () => {
      stopped ||= flaws.has('stops serving after a reset');
    });
    if (flaws.has('gives up when its peer ends its direction')) socket.once('end', () => socket.destroy());
    try {
      while (!stopped && !socket.destroyed && (await next(socket, incoming)));
    } finally {
      if (!flaws.has('keeps connections whose peer has ended')) socket.end();
    }
  };
  return (socket) => {
    if (flaws.has('serves one connection at a time')) turn = turn.then(() => serveOne(socket));
    else void serveOne(socket);
  };

  /** Answers one request; false when the connection is over. */
  async function next(socket: Socket, incoming: Incoming): Promise<boolean> {
    if (flaws.has('loses a torn request') && incoming.buffered < HEAD_BYTES) {
      await incoming.take(1).then((byte) => byte && incoming.untake(byte));
      if (incoming.buffered < HEAD_BYTES && !incoming.ended) await incoming.take(incoming.buffered);
    }
    const bytes = await incoming.take(HEAD_BYTES);
    if (bytes === undefined) return false;
    if (flaws.has('never answers')) return true;
    const head = decodeHead(bytes);
    const layout = packetOfCommand(head.command);
    if (flaws.has('refuses everything')) return refuse(head, new Refused(400));
    if (layout === undefined || layout.to !== part) {
      if (flaws.has('stops serving after garbage')) stopped = true;
      if (flaws.has('says nothing to unknown commands')) return true;
      if (flaws.has('answers unknown commands with success')) return say(Buffer.concat([encodeReply('BEAT')]));
      return refuse(
        head,
        new Refused(400, 'unknown command'),
        flaws.has('takes the body of an unknown command for requests'),
      );
    }
    if (head.bodyLength < 0n && flaws.has('stops serving after a negative length')) stopped = true;
    if (flaws.has('minds the status of a request') && head.status !== 0) return refuse(head, new Refused(400));
    if (flaws.has('gives up when its peer ends its direction')) await pause(50);
    const size = sizeOf(layout, head, flaws);
    if (size === undefined && !flaws.has('waits for a body of any length')) {
      if (!flaws.has('takes bodies of any length') || head.bodyLength < 0n)
        return refuse(head, new Refused(400, 'length'));
    }
    const body = await incoming.take(size ?? Number(head.bodyLength));
    if (body === undefined) return false;
    let left = Number(head.bodyLength) - body.length;
    if (flaws.has('agrees to everything')) return agree(layout, left);
    const content = async (): Promise<Buffer | undefined> => {
      const whole = await incoming.take(left);
      if (whole !== undefined) left = 0;
      return whole;
    };
    try {
      const asked = {
        name: layout.name,
        fields: fieldsOf(layout, body, flaws),
        socket,
        content,
        torn: () => incoming.rest(),
      };
      if (layout.name === 'UPLOAD' && asked.fields.size !== BigInt(left) && !flaws.has('believes any size')) {
        throw new Refused(400, 'size');
      }
      const reply = await answer(asked);
      if (reply === undefined) return false;
      if (flaws.has('answers pipelined requests in the wrong order') && incoming.buffered > 0) {
        const kept = reply;
        const goOn = await next(socket, incoming);
        say(kept);
        return goOn;
      }
      if (flaws.has('answers only the first of pipelined requests')) await incoming.take(incoming.buffered);
      return say(reply) && !flaws.has('closes after every success');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return refuse({ ...head, bodyLength: BigInt(left) }, error);
    }

    function say(reply: Buffer): boolean {
      socket.write(disfigured(reply));
      return true;
    }

    async function refuse({ bodyLength }: Head, { number, message }: Refused, keepBody = false): Promise<boolean> {
      const failure = encodeFailure(part, number, `[broken] ${message}`);
      say(flaws.has('ends failures without a NUL') ? withoutLastByte(failure) : failure);
      if (keepBody) return true;
      if (flaws.has('is left out of step by a refusal') && bodyLength >= 0n && bodyLength < 1000n) {
        socket.write(Buffer.from([0]));
      }
      if (bodyLength < 0n || bodyLength > BODY_MAX) {
        socket.end();
        await incoming.take(Number.MAX_SAFE_INTEGER);
        return false;
      }
      return (await incoming.take(Number(bodyLength))) !== undefined;
    }

    async function agree({ name, to }: PacketLayout, rest: number): Promise<boolean> {
      await incoming.take(rest);
      const fields: Fields = to === 'tracker' && name === 'SADDRS' ? { group: 'g', addresses: '127.0.0.1:1;' } : {};
      return say(encodeReply(name, fields));
    }
  }

  function disfigured(reply: Buffer): Buffer {
    if (flaws.has('writes integers the wrong way round'))
      return Buffer.concat([reply.subarray(0, 8).reverse(), reply.subarray(8)]);
    if (flaws.has('counts one byte too few in every reply') && reply.length > HEAD_BYTES)
      reply.writeBigInt64BE(BigInt(reply.length - HEAD_BYTES - 1), 0);
    if (flaws.has('sends the reply command of another server')) reply.writeUInt8(part === 'id' ? 102 : 101, 8);
    return reply;
  }
}

/** How many bytes of a body are looked at before the content; undefined for a length its command does not have. */
function sizeOf({ name, fields }: PacketLayout, { bodyLength }: Head, flaws: Flaws): number | undefined {
  const believed = flaws.has('believes any size') && (bodyLength < 0n || bodyLength === 407n);
  if (name === 'UPLOAD' && believed) return bodyLength < 0n ? PREFIX : Number(bodyLength);
  if (name === 'UPLOAD') return bodyLength >= PREFIX ? PREFIX : undefined;
  if (name === 'ID_GET')
    return bodyLength >= (flaws.has('takes an empty key') ? 0n : 1n) && bodyLength <= 65n
      ? Number(bodyLength)
      : undefined;
  const size = fields.reduce((sum, field) => sum + widthOf(field, flaws), 0);
  return bodyLength === BigInt(size) ? size : undefined;
}

function widthOf({ type, width }: FieldLayout, flaws: Flaws): number {
  if (type === 'uint16') return flaws.has('reads a port of four bytes') ? 4 : 2;
  return typeof width === 'number' ? width : 8;
}

function fieldsOf(
  { name, fields }: PacketLayout,
  body: Buffer,
  flaws: Flaws,
): Record<string, string | bigint | number> {
  const read: Record<string, string | bigint | number> = {};
  let at = 0;
  for (const field of fields) {
    if (field.type === 'bytes') break;
    const width = name === 'ID_GET' ? body.length : widthOf(field, flaws);
    const bytes = body.subarray(at, at + width);
    at += width;
    if (field.type === 'text') read[field.name] = textOf(bytes, width, flaws);
    else if (bytes.length < width) read[field.name] = 0n;
    else read[field.name] = field.type === 'uint16' ? portOf(bytes, flaws) : bytes.readBigInt64BE();
  }
  return read;
}

function portOf(bytes: Buffer, flaws: Flaws): number {
  if (bytes.length === 4) return bytes.readUInt32BE();
  return flaws.has('reads the port as a signed number') ? bytes.readInt16BE() : bytes.readUInt16BE();
}

function textOf(bytes: Buffer, width: number, flaws: Flaws): string {
  if (bytes.length === 0 && flaws.has('takes an empty key')) return '';
  const end = bytes.indexOf(0);
  if (end < 0 && !flaws.has('takes texts without a NUL') && !flaws.has('takes bodies of any length'))
    throw new Refused(400, 'no NUL');
  const text = flaws.has('reads behind the NUL of a text')
    ? bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1)
    : bytes.subarray(0, end < 0 ? bytes.length : end);
  if (!isUtf8(text) && !flaws.has('takes texts that are not UTF-8') && !flaws.has('reads behind the NUL of a text')) {
    throw new Refused(400, 'not UTF-8');
  }
  if (flaws.has('refuses texts as wide as their field') && text.length === width - 1 && width > 7)
    throw new Refused(400, 'too long');
  if (flaws.has('knows ASCII only') && text.some((byte) => byte > 127)) throw new Refused(400, 'not ASCII');
  if (flaws.has('takes padding for a part of the key')) return bytes.toString('latin1');
  return text.toString('utf8');
}

/** A failure whose description has lost its NUL. */
function withoutLastByte(failure: Buffer): Buffer {
  const short = Buffer.from(failure.subarray(0, -1));
  short.writeBigInt64BE(BigInt(short.length - HEAD_BYTES), 0);
  return short;
}
