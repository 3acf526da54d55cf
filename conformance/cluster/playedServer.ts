import type { Socket } from 'node:net';
import { decodeHead, encodeFailure, HEAD_BYTES } from '../wire/layout.ts';
import { type PacketName, packetOfCommand, type ServerName } from '../wire/packets.ts';
import { inspectRequest, type RequestFault, readableBytes } from './inspectRequest.ts';
import type { Journal } from './journal.ts';
import { addressText, Listener } from './listener.ts';
import { Peer, PeerGone } from './peer.ts';
import type { SeenRequest } from './seenRequest.ts';

/** How long a server that the kit plays waits for a peer's next byte, and for its next request. */
const PATIENCE_MS = 120_000;

/** A request, and all a behaviour needs to answer it, honestly or not. */
export interface Turn {
  readonly server: PlayedServer;
  readonly peer: Peer;
  readonly request: SeenRequest;
  /** Does what an honest server does, reads the content of an UPLOAD too, and resolves to the reply it would give. */
  readonly honest: () => Promise<Buffer>;
}

/** What a played server does with a request. Whatever it waits for must have an end. */
export type Behaviour = (turn: Turn) => Promise<void>;

/** How a server takes part in a cluster. */
export interface Role {
  readonly kind: ServerName;
  /** The reply of an honest server. */
  readonly honest: (request: SeenRequest, peer: Peer) => Promise<Buffer>;
  /** Which behaviour this request gets. */
  readonly behaviour: (server: PlayedServer, request: SeenRequest) => Behaviour;
  /** Told of what cannot be read as a request at all. */
  readonly onFault: (fault: RequestFault) => void;
}

/** A server that the kit plays on a TCP port: it takes requests one after another, and answers as it was told to. */
export class PlayedServer {
  readonly name: string;
  readonly kind: ServerName;
  readonly requests: SeenRequest[] = [];
  readonly peers: Peer[] = [];
  /** What it does with a connection instead of taking requests from it. */
  onConnection: ((peer: Peer) => void) | undefined;
  readonly #role: Role;
  readonly #journal: Journal;
  #listener: Listener | undefined;

  private constructor(name: string, role: Role, journal: Journal) {
    this.name = name;
    this.kind = role.kind;
    this.#role = role;
    this.#journal = journal;
  }

  /** Listens at `host` and `port`, 0 for a free one. Rejects with the system's error. */
  static async open(name: string, host: string, port: number, role: Role, journal: Journal): Promise<PlayedServer> {
    const server = new PlayedServer(name, role, journal);
    server.#listener = await Listener.open(host, port, (socket) => server.#onSocket(socket));
    return server;
  }

  /** `host:port`. */
  get address(): string {
    return this.#listener === undefined ? '' : addressText(this.#listener.host, this.#listener.port);
  }

  /** Requests of one kind, in the order they came. */
  requestsOf(name: PacketName): SeenRequest[] {
    return this.requests.filter((request) => request.name === name);
  }

  /** Connections that neither side has ended. */
  get openPeers(): Peer[] {
    return this.peers.filter((peer) => !peer.over);
  }

  /** Refuses connections from now on. */
  away(): void {
    this.#listener?.away();
  }

  /** Takes connections again. */
  async back(): Promise<void> {
    await this.#listener?.back();
  }

  /** Refuses connections and drops those that are there. */
  stop(): void {
    this.away();
    for (const peer of this.peers) peer.destroy();
  }

  #onSocket(socket: Socket): void {
    const peer = new Peer(this.peers.length, socket, this.#journal);
    this.peers.push(peer);
    this.#journal.changed();
    if (this.onConnection !== undefined) this.onConnection(peer);
    else void this.#serve(peer);
  }

  async #serve(peer: Peer): Promise<void> {
    try {
      while (!peer.over || peer.buffered > 0) await this.#serveNext(peer);
    } catch (error) {
      if (!(error instanceof PeerGone)) throw error;
    } finally {
      peer.close();
      this.#journal.changed();
    }
  }

  async #serveNext(peer: Peer): Promise<void> {
    const headBytes = await peer.take(HEAD_BYTES, PATIENCE_MS);
    const head = decodeHead(headBytes);
    const packet = packetOfCommand(head.command);
    const size = packet === undefined || packet.to !== this.kind ? undefined : readableBytes(packet, head);
    const raw = size === undefined ? headBytes : Buffer.concat([headBytes, await peer.take(size, PATIENCE_MS)]);
    const inspected = size === undefined ? undefined : inspectRequest(raw);
    if (inspected === undefined) return this.#refuse(peer, raw);
    const request: SeenRequest = {
      name: inspected.packet.name,
      head,
      fields: inspected.fields,
      raw,
      faults: [...inspected.faults],
      server: this.name,
      peer,
      atMs: performance.now(),
      contentBytes: 0,
      doneAtMs: undefined,
    };
    this.requests.push(request);
    this.#journal.changed();
    const turn = { server: this, peer, request, honest: () => this.#role.honest(request, peer) };
    await this.#role.behaviour(this, request)(turn);
    this.#lookForPipelining(request);
    request.doneAtMs = performance.now();
    // What is left of the content is no request.
    if (!this.#isWhole(request)) peer.close();
    this.#journal.changed();
  }

  /** Whether all bytes of a request were read. */
  #isWhole({ name, fields, contentBytes }: SeenRequest): boolean {
    return name !== 'UPLOAD' || BigInt(contentBytes) === fields.size;
  }

  /** What came on top of a whole request before its reply was out was sent without waiting for it. */
  #lookForPipelining(request: SeenRequest): void {
    const { name, peer, faults } = request;
    if (!this.#isWhole(request) || peer.buffered === 0 || peer.over) return;
    faults.push({
      statement: 'CONN-NO-PIPELINING',
      kind: 'pipelining',
      packet: name,
      field: 'pipelining',
      message: `${peer.buffered} bytes came behind ${name} before its reply was complete`,
    });
  }

  async #refuse(peer: Peer, raw: Buffer): Promise<void> {
    const head = decodeHead(raw);
    const packet = packetOfCommand(head.command);
    const message =
      packet === undefined || packet.to !== this.kind
        ? `a request with command ${head.command} came to a ${this.kind}`
        : `${packet.name} came with a body of ${head.bodyLength} bytes`;
    const statement = packet?.statement ?? 'WIRE-COMMANDS';
    this.#role.onFault({
      statement,
      kind: 'layout',
      packet: packet?.name ?? 'unknown',
      field: 'head',
      message,
      got: raw,
    });
    await peer.send(encodeFailure(this.kind, 400, '[kit] malformed'));
    throw new PeerGone('it sends no requests');
  }
}
