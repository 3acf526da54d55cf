import type { Address } from '../../src/host/address.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { Host } from '../../src/host/host.ts';
import { ReplyCommand } from '../../src/protocol/command.ts';
import { encodeDeleteRequest } from '../../src/protocol/delete.ts';
import { encodeDescribeRequest } from '../../src/protocol/describe.ts';
import { encodeDownloadRequest } from '../../src/protocol/download.ts';
import { decodeFailure } from '../../src/protocol/failure.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import type { FileNote } from '../../src/protocol/fileNote.ts';
import { decodeFilesizeReply, encodeFilesizeRequest } from '../../src/protocol/filesize.ts';
import { decodeHead, HEAD_SIZE } from '../../src/protocol/head.ts';
import { decodeListReply, encodeListRequest, type ListReply, type ListRequest } from '../../src/protocol/list.ts';
import { encodeUploadRequest } from '../../src/protocol/upload.ts';
import { ByteReader } from '../../src/wire/byteReader.ts';

/** The body of a success reply, or the number and the text of a failure. */
export type Answer = Buffer | { readonly errorNumber: number; readonly description: string };

/** Milliseconds of virtual time an answer may take. */
const PATIENCE_MS = 120_000;

/** Speaks to a storage over one connection, without the client library. Rejects when there is no answer. */
export class Caller {
  readonly connection: Connection;
  readonly #reader: ByteReader;

  private constructor(connection: Connection, host: Host) {
    this.connection = connection;
    this.#reader = new ByteReader(connection, host.timers);
  }

  static async connect(host: Host, address: Address): Promise<Caller> {
    return new Caller(await host.network.connect(address, { timeoutMs: 5_000 }), host);
  }

  /** 'ok' or an error number. */
  async upload(address: FileAddress, content: Uint8Array): Promise<'ok' | number> {
    const request = encodeUploadRequest({ ...address, size: BigInt(content.length) });
    return outcomeOf(await this.ask(request, content));
  }

  /** Bytes or an error number. */
  async filesize(address: FileAddress): Promise<bigint | { readonly errorNumber: number }> {
    const answer = await this.ask(encodeFilesizeRequest(address));
    return Buffer.isBuffer(answer) ? decodeFilesizeReply(answer) : answer;
  }

  /** The bytes or an error number. */
  async download(address: FileAddress, offset = 0n, size = 0n): Promise<Buffer | number> {
    const answer = await this.ask(encodeDownloadRequest({ ...address, offset, size }));
    return Buffer.isBuffer(answer) ? answer : answer.errorNumber;
  }

  async delete(address: FileAddress): Promise<'ok' | number> {
    return outcomeOf(await this.ask(encodeDeleteRequest(address)));
  }

  /** A page of the files of tnv001 unless told, or an error number. */
  async list(request: Partial<ListRequest> = {}): Promise<ListReply | number> {
    const packet = encodeListRequest({ appid: 'tnvideo', userid: 'tnv001', after: '', limit: 0, ...request });
    const answer = await this.ask(packet);
    return Buffer.isBuffer(answer) ? decodeListReply(answer) : answer.errorNumber;
  }

  async describe(address: FileAddress, note: FileNote): Promise<'ok' | number> {
    return outcomeOf(await this.ask(encodeDescribeRequest({ ...address, ...note })));
  }

  /** Sends a request and reads its answer. */
  async ask(...chunks: readonly Uint8Array[]): Promise<Answer> {
    // A refusal may come while we are still sending; a connection that breaks shows when the answer is read.
    this.connection.write(...chunks).catch(() => {});
    return this.answer();
  }

  /** Reads an answer. */
  async answer(): Promise<Answer> {
    const head = decodeHead(await this.#reader.take(HEAD_SIZE, PATIENCE_MS));
    if (head.command !== ReplyCommand.storage) throw new Error(`reply command ${head.command}`);
    const body = await this.#reader.take(Number(head.bodyLength), PATIENCE_MS);
    return head.status === 0 ? body : decodeFailure(body);
  }

  leave(): void {
    this.connection.end();
    this.connection.abort();
  }
}

function outcomeOf(answer: Answer): 'ok' | number {
  if (!Buffer.isBuffer(answer)) return answer.errorNumber;
  if (answer.length !== 0) throw new Error(`a body of ${answer.length} bytes where there should be none`);
  return 'ok';
}
