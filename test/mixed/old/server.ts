import { createServer, type Server, type Socket } from 'node:net';
import { decodeHead, encodeFailure, HEAD_BYTES } from '../../../conformance/wire/layout.ts';
import type { ServerName } from '../../../conformance/wire/packets.ts';
import type { Address } from '../../../src/host/address.ts';
import { Incoming } from '../../conformance/broken/incoming.ts';

/** A request as far as its head was read. */
export interface Request {
  readonly command: number;
  readonly bodyLength: number;
  readonly incoming: Incoming;
  /** Where it comes from. */
  readonly ip: string;
}

/** What a server of the framework leaves to the program. */
export interface Role {
  readonly part: ServerName;
  readonly hostname: string;
  /** The whole success reply; throws a `Refusal`; undefined when the peer is gone. */
  answer(request: Request): Promise<Buffer | undefined>;
}

/** Ends in a failure reply with number −1. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** A server at work. */
export interface OldServer {
  readonly port: number;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/**
 * Listens like the servers of the ACL framework: the status of a request is not looked at, every failure has number −1
 * and ends the connection, and of requests that came together only the first is answered.
 */
export async function listen(role: Role, address: Address): Promise<OldServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    void serve(role, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(address.port, address.host, resolve);
  });
  return { port: portOf(server), stop: () => stop(server, sockets) };
}

async function serve(role: Role, socket: Socket): Promise<void> {
  const incoming = new Incoming(socket);
  const ip = socket.remoteAddress ?? '';
  for (;;) {
    const head = await incoming.take(HEAD_BYTES);
    if (head === undefined) break;
    const { bodyLength, command } = decodeHead(head);
    let reply: Buffer | undefined;
    try {
      if (bodyLength < 0n) throw new Refusal(`invalid body length: ${bodyLength} < 0`);
      reply = await role.answer({ command, bodyLength: Number(bodyLength), incoming, ip });
    } catch (error) {
      const description = `[${role.hostname}] ${(error as Error).message}`.slice(0, 200);
      socket.end(encodeFailure(role.part, -1, description));
      return;
    }
    if (reply === undefined) break;
    await incoming.take(incoming.buffered);
    socket.write(reply);
  }
  socket.end();
}

/** The body of a request whose length is known beforehand; undefined when the peer is gone. */
export async function bodyOf({ bodyLength, incoming }: Request, expected: number): Promise<Buffer | undefined> {
  if (bodyLength !== expected) throw new Refusal(`invalid body length: ${bodyLength} != ${expected}`);
  return incoming.take(expected);
}

/** A text field, up to its NUL or its end. */
export function textOf(body: Buffer, at: number, width: number): string {
  const field = body.subarray(at, at + width);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? width - 1 : end);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
