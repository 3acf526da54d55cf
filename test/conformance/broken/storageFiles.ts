import { takeContent } from '../../../conformance/cluster/honestStorage.ts';
import type { Peer } from '../../../conformance/cluster/peer.ts';
import { numberOf, type SeenRequest, textOf } from '../../../conformance/cluster/seenRequest.ts';
import { encodeFailure, encodeReply } from '../../../conformance/wire/layout.ts';
import type { StorageFault } from './storageFaults.ts';

const KEY = '/broken/data';
const ID_SPACE = 512n ** 4n;

/** The files of a small storage: names that lead to paths, and paths that lead to bytes. */
export class BrokenFiles {
  readonly #fault: StorageFault;
  readonly #nextId: (key: string) => Promise<bigint | undefined>;
  readonly #paths = new Map<string, string>();
  readonly #bytes = new Map<string, Buffer>();

  constructor(fault: StorageFault, nextId: (key: string) => Promise<bigint | undefined>) {
    this.#fault = fault;
    this.#nextId = nextId;
  }

  /** The reply to a request of a client. */
  readonly reply = async (request: SeenRequest, peer: Peer): Promise<Buffer> => {
    const name = JSON.stringify([textOf(request, 'appid'), textOf(request, 'userid'), textOf(request, 'fileid')]);
    if (request.name === 'UPLOAD') {
      return this.#upload(name, await takeContent(request, peer, numberOf(request, 'size')));
    }
    if (request.name === 'LIST' || request.name === 'DESCRIBE') {
      return encodeFailure('storage', 400, `[broken] unknown command: ${request.name}`);
    }
    const path = this.#paths.get(name);
    const bytes = path === undefined ? undefined : this.#bytes.get(path);
    if (path === undefined || bytes === undefined) return encodeFailure('storage', 404, '[broken] no such file');
    if (request.name === 'FILESIZE') return encodeReply('FILESIZE', { size: bytes.length });
    if (request.name === 'DOWNLOAD') return encodeReply('DOWNLOAD', { content: bytes });
    this.#paths.delete(name);
    this.#bytes.delete(path);
    return encodeReply('DELETE');
  };

  async #upload(name: string, content: Buffer): Promise<Buffer> {
    const id = await this.#nextId(KEY);
    if (id === undefined) return encodeFailure('storage', 503, '[broken] no id server');
    const anyId = this.#fault === 'any-id';
    if (!anyId && (id < 0n || id >= ID_SPACE)) return encodeFailure('storage', 507, '[broken] ids used up');
    const path = `${id}_${Math.floor(Date.now() / 1000)}`;
    if (this.#bytes.has(path) && this.#fault !== 'overwrites') return encodeFailure('storage', 500, '[broken] taken');
    this.#bytes.set(path, content);
    this.#paths.set(name, path);
    return encodeReply('UPLOAD');
  }
}
