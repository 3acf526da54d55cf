import { deepStrictEqual as expectEqual } from 'node:assert/strict';
import { Agent, get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../../src/host/node/log.ts';
import { createNodeHost } from '../../../src/host/node/nodeHost.ts';
import { encodeDownloadRequest } from '../../../src/protocol/download.ts';
import { decodeFilesizeReply, encodeFilesizeRequest } from '../../../src/protocol/filesize.ts';
import { decodeIdGetReply, encodeIdGetRequest } from '../../../src/protocol/idGet.ts';
import { decodeSaddrsReply, encodeSaddrsRequest } from '../../../src/protocol/saddrs.ts';
import { encodeUploadRequest } from '../../../src/protocol/upload.ts';
import { RawPeer, type RawReply } from '../../peers/rawPeer.ts';
import { answerQuestions } from '../helper.ts';
import { OWNER } from '../site/abuseSite.ts';
import { contentOf, LARGE } from './content.ts';
import { type Measured, noMeasure, OPERATIONS, type Operation, type Ports } from './measured.ts';

/** Milliseconds between two operations: somebody who behaves does not ask all the time. */
const PAUSE_MS = 3;
const ERRORS_MAX = 20;
const PART = 16 * 1024;
const UPLOAD = contentOf(0, 4 * 1024);

/** Does one thing after another and looks at every answer. */
class WellBehaved {
  readonly #host = createNodeHost({ log: createLog({ level: 'silent' }) });
  readonly #ports: Ports;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #peers = new Map<number, RawPeer>();
  readonly #run = `${process.pid}-${Date.now()}`;
  #lastId = -1n;
  #count = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async measure(durationMs: number): Promise<Measured> {
    const { latencies, errors } = noMeasure();
    const endMs = performance.now() + durationMs;
    while (performance.now() < endMs) {
      for (const operation of OPERATIONS) {
        await sleep(PAUSE_MS);
        const startMs = performance.now();
        try {
          await this.#do[operation]();
          latencies[operation].push(performance.now() - startMs);
        } catch (error) {
          if (errors.length < ERRORS_MAX) errors.push(`${operation}: ${(error as Error).message}`);
          for (const peer of this.#peers.values()) await peer.leave();
          this.#peers.clear();
        }
      }
    }
    return { latencies, errors };
  }

  readonly #do: Readonly<Record<Operation, () => Promise<void>>> = {
    ids: async () => {
      const { body } = await this.#ask(this.#ports.id, encodeIdGetRequest('well-behaved'));
      const id = decodeIdGetReply(body);
      if (id <= this.#lastId) throw new Error(`the id ${id} came after ${this.#lastId}`);
      this.#lastId = id;
    },
    saddrs: async () => this.#expectGroup(await this.#ask(this.#ports.tracker, this.#saddrs)),
    filesize: async () => {
      const { body } = await this.#ask(this.#ports.storage, encodeFilesizeRequest(this.#large));
      expectEqual(decodeFilesizeReply(body), BigInt(LARGE.size));
    },
    upload: async () => {
      const file = { ...OWNER, fileid: `${this.#run}-${this.#count++}`, size: BigInt(UPLOAD.length) };
      await this.#ask(this.#ports.storage, encodeUploadRequest(file), UPLOAD);
    },
    download: async () => {
      const offset = this.#offset();
      const range = { offset: BigInt(offset), size: BigInt(PART) };
      const { body } = await this.#ask(this.#ports.storage, encodeDownloadRequest({ ...this.#large, ...range }));
      if (!body.equals(contentOf(offset, PART))) throw new Error('wrong bytes');
    },
    connect: async () => {
      const peer = await RawPeer.connect(this.#host, { host: '127.0.0.1', port: this.#ports.tracker });
      this.#expectGroup(successful(await peer.ask(this.#saddrs)));
      await peer.leave();
    },
    http: async () => {
      const offset = this.#offset();
      const headers = { range: `bytes=${offset}-${offset + PART - 1}` };
      const answer = await this.#get({ port: this.#ports.http, path: `/files/${LARGE.fileid}`, headers });
      expectEqual(answer.statusCode, 206);
      if (!(await buffer(answer)).equals(contentOf(offset, PART))) throw new Error('wrong bytes');
    },
  };

  readonly #large = { ...OWNER, fileid: LARGE.fileid };
  readonly #saddrs = encodeSaddrsRequest(this.#large);

  /** Somewhere in the large file. */
  #offset(): number {
    return (this.#count++ * 7_919 * 64) % (LARGE.size - PART);
  }

  async #ask(port: number, ...request: Uint8Array[]): Promise<RawReply> {
    let peer = this.#peers.get(port);
    if (peer === undefined) {
      peer = await RawPeer.connect(this.#host, { host: '127.0.0.1', port });
      this.#peers.set(port, peer);
    }
    return successful(await peer.ask(...request));
  }

  #expectGroup({ body }: RawReply): void {
    const { group, addresses } = decodeSaddrsReply(body);
    expectEqual([group, addresses.length > 0], ['group001', true]);
  }

  #get(options: { port: number; path: string; headers: Record<string, string> }): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', agent: this.#agent, ...options }, resolve).once('error', reject);
    });
  }
}

function successful(reply: RawReply): RawReply {
  if (reply.errorNumber !== 0) throw new Error(`refused with ${reply.errorNumber}: ${reply.why}`);
  return reply;
}

const client = new WellBehaved(JSON.parse(process.argv[2] ?? '') as Ports);
answerQuestions<{ readonly durationMs: number }, Measured>(({ durationMs }) => client.measure(durationMs));
