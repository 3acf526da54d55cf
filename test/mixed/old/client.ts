import { encodeRequest, type Fields } from '../../../conformance/wire/layout.ts';
import type { PacketName } from '../../../conformance/wire/packets.ts';
import { type Address, parseAddress } from '../../../src/host/address.ts';
import type { FileAddress } from '../../../src/protocol/fileAddress.ts';
import { Peer } from './peer.ts';

/**
 * A deployed client: what is behind the NUL of its texts is garbage, every failure is like every other, connections are
 * kept for the next request after a success, and each storage of the list is tried once.
 */
export class OldClient {
  readonly #trackers: readonly Address[];
  readonly #idle = new Map<string, Peer[]>();

  constructor(trackers: readonly Address[]) {
    this.#trackers = trackers;
  }

  close(): void {
    for (const peer of [...this.#idle.values()].flat()) peer.close();
    this.#idle.clear();
  }

  async upload(file: FileAddress, content: Buffer): Promise<void> {
    await this.#atStorages(file, 'UPLOAD', { ...file, size: content.length, content });
  }

  async filesize(file: FileAddress): Promise<number> {
    return Number((await this.#atStorages(file, 'FILESIZE', { ...file })).readBigInt64BE());
  }

  download(file: FileAddress, offset = 0, size = 0): Promise<Buffer> {
    return this.#atStorages(file, 'DOWNLOAD', { ...file, offset, size });
  }

  async delete(file: FileAddress): Promise<void> {
    await this.#atStorages(file, 'DELETE', { ...file });
  }

  async groups(): Promise<string> {
    const text = await this.#inTurn(this.#trackers, 'GROUPS', {});
    return text.toString('utf8', 0, text.length - 1);
  }

  async #atStorages(file: FileAddress, name: PacketName, fields: Fields): Promise<Buffer> {
    const body = await this.#inTurn(this.#trackers, 'SADDRS', { ...file });
    const list = body.toString('utf8', 17, body.length - 1);
    const storages = list.split(';').flatMap((text) => parseAddress(text) ?? []);
    return this.#inTurn(storages, name, fields);
  }

  async #inTurn(servers: readonly Address[], name: PacketName, fields: Fields): Promise<Buffer> {
    let failure: unknown = new Error('there is no server');
    for (const server of servers) {
      const key = `${server.host}:${server.port}`;
      let peer: Peer | undefined;
      try {
        peer = this.#idle.get(key)?.pop() ?? (await Peer.open(server));
        const body = await peer.ask(encodeRequest(name, fields, { pad: 0x67 }));
        this.#idle.set(key, [...(this.#idle.get(key) ?? []), peer]);
        return body;
      } catch (error) {
        peer?.close();
        failure = error;
      }
    }
    throw failure;
  }
}
