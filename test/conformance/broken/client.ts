import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { type Ids, idsBody, int64, nulText, request } from './clientCodec.ts';
import type { ClientFault } from './clientFaults.ts';
import { ClientLink, Refused } from './clientLink.ts';

/** A small client that does as the specification says, but for one fault: `client FAULT TADDRS OPERATION …`. */
const [faultName = 'none', taddrs = '', operation = '', ...args] = process.argv.slice(2);
const fault = faultName as ClientFault;
const [TRACKER, STORAGE] = [100, 102];

const ENTRY_BYTES = 528;
const PAGES_MAX = 100;
const ROUNDS_MAX = fault === 'never-gives-up' ? 110 : 2;

/** The content ended too soon: the next request begins at another byte. */
class Broke extends Error {}

/** Servers whose content ended too soon. */
const broken = new Set<string>();

/** Does `work` with one of the servers, in turn, until one succeeds or refuses for good. */
async function inTurn<T>(servers: readonly string[], work: (link: ClientLink) => Promise<T>): Promise<T> {
  let failure: unknown = new Error('no server is named');
  const inOrder = [
    ...servers.filter((server) => !broken.has(server)),
    ...servers.filter((server) => broken.has(server)),
  ];
  for (const server of fault === 'no-failover' ? inOrder.slice(0, 1) : inOrder) {
    let link: ClientLink | undefined;
    try {
      link = await ClientLink.open(server, fault);
      return await work(link);
    } catch (error) {
      if (error instanceof Broke) throw error;
      if (error instanceof Refused && error.final && fault !== 'nothing-is-final') throw error;
      failure = error;
    } finally {
      link?.close();
    }
  }
  throw failure;
}

async function storagesOf(ids: Ids): Promise<string[]> {
  return inTurn(taddrs.split(';'), async (link) => {
    await link.send(request(fault, 12, idsBody(fault, ids)));
    const size = await link.head(TRACKER);
    if (size <= 17 || size > 65_536) throw new Error('no list of addresses');
    const body = await link.take(size);
    nulText(body.subarray(0, 17));
    const list = nulText(body.subarray(17));
    if (fault === 'wants-semicolon' && !list.endsWith(';')) throw new Error('the list has no end');
    const addresses = list.split(';').filter((address) => address !== '');
    for (const address of addresses) {
      const port = Number(/^(?:[\d.]+|\[[\da-f:.]+\]):(\d+)$/i.exec(address)?.[1]);
      if (!(port > 0 && port < 65_536)) throw new Error(`${address} is no address`);
    }
    return addresses;
  });
}

/** Goes through the storages of a user, twice at most unless every one refuses. */
async function onStorages<T>(ids: Ids, work: (link: ClientLink) => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    const storages = await storagesOf(ids);
    try {
      return await inTurn(storages, work);
    } catch (error) {
      const over = error instanceof Refused && (error.final || fault !== 'never-gives-up');
      if (error instanceof Broke || over || round >= ROUNDS_MAX || fault === 'no-failover') throw error;
    }
  }
}

/** A request without content, and its whole reply. */
async function ask(link: ClientLink, command: number, ids: Ids, bodyBytes: number): Promise<Buffer> {
  const bytes = request(fault, command, idsBody(fault, ids));
  if (fault === 'pipelines') await link.send(Buffer.concat([bytes, bytes.subarray(0, 10)]));
  else await link.send(bytes);
  const size = await link.head(STORAGE);
  if (fault === 'failure-is-success' && size === 0) return Buffer.alloc(8);
  if (size !== bodyBytes && fault !== 'ignores-body-length') throw new Error(`a body of ${size} bytes`);
  return link.take(bodyBytes);
}

async function upload(ids: Ids, content: Buffer): Promise<void> {
  let mayBeThere = false;
  const prefix = request(fault, 70, Buffer.concat([idsBody(fault, ids), int64(fault, content.length)]), content.length);
  try {
    await onStorages(ids, async (link) => {
      const whole = fault === 'pipelines' ? Buffer.concat([prefix, content, prefix]) : Buffer.concat([prefix, content]);
      const sent = await link.send(whole);
      try {
        if ((await link.head(STORAGE)) !== 0 && fault !== 'ignores-body-length')
          throw new Error('a success with a body');
        if (!sent && fault !== 'early-success' && !link.refused) throw new Error('a success before the end');
      } catch (error) {
        if (!(error instanceof Refused)) mayBeThere ||= sent;
        if (fault === 'no-resend' && !(error instanceof Refused)) throw new Refused(499);
        throw error;
      }
    });
  } catch (error) {
    const exists = error instanceof Refused && error.number === 409;
    if (exists && fault === 'exists-is-success') return;
    if (!exists || !mayBeThere) throw error;
    const there = await download(ids, 0, 0);
    const same = fault === 'same-size-is-same' ? there.length === content.length : there.equals(content);
    if (!same) throw error;
  }
}

async function download(ids: Ids, offset: number, size: number, file?: string): Promise<Buffer> {
  let whole = Buffer.alloc(0);
  let wanted = size;
  let stalls = 0;
  for (;;) {
    const from = fault === 'resumes-from-zero' ? offset : offset + whole.length;
    const rest = wanted === 0 ? 0 : wanted - whole.length;
    const asked = fault === 'resumes-from-zero' ? size : rest;
    const before = whole.length;
    try {
      await onStorages(ids, async (link) => {
        const body = Buffer.concat([idsBody(fault, ids), int64(fault, from), int64(fault, asked)]);
        const bytes = request(fault, 72, body);
        await link.send(fault === 'pipelines' ? Buffer.concat([bytes, bytes.subarray(0, 10)]) : bytes);
        let left = await link.head(STORAGE);
        const fits = asked === 0 || left === asked || fault === 'ignores-body-length';
        if (!fits) throw new Error(`a body of ${left} bytes`);
        if (wanted === 0) wanted = left;
        while (left > 0) {
          // A server that says nothing more has broken off as one that has gone.
          const piece = await link.some().catch(() => undefined);
          if (piece === undefined) break;
          const mine = fault === 'ignores-body-length' ? piece : piece.subarray(0, left);
          left -= piece.length;
          whole = Buffer.concat([whole, mine]);
          if (fault === 'partial-file' && file !== undefined) appendFileSync(file, mine);
        }
        if (left <= 0) return;
        broken.add(link.address);
        throw fault === 'no-resume' ? new Refused(499) : new Broke();
      });
      return whole;
    } catch (error) {
      stalls = whole.length > before ? 0 : stalls + 1;
      if (!(error instanceof Broke) || stalls > 3) throw error;
    }
  }
}

/** The next page; undefined when the storages do not know LIST and that does not matter. */
async function page(ids: Ids, after: string): Promise<{ more: boolean; fileids: string[] } | undefined> {
  const limit = Buffer.from([0, 0]);
  return onStorages(ids, async (link) => {
    await link.send(request(fault, 74, Buffer.concat([idsBody(fault, { ...ids, fileid: after }), limit])));
    try {
      const size = await link.head(STORAGE);
      if (fault === 'failure-is-success' && size === 0) return undefined;
      if (size % ENTRY_BYTES !== 1 || size > 500 * ENTRY_BYTES + 1) throw new Error(`a page of ${size} bytes`);
      const body = await link.take(size);
      const fileids = Array.from({ length: (size - 1) / ENTRY_BYTES }, (_, at) =>
        nulText(body.subarray(1 + at * ENTRY_BYTES, 1 + at * ENTRY_BYTES + 128)),
      );
      const advances = after === '' || fileids.every((fileid) => Buffer.from(fileid).compare(Buffer.from(after)) < 0);
      if (!advances && fault !== 'lists-in-circles') throw new Error('a page that was there before');
      return { more: body[0] === 1, fileids };
    } catch (error) {
      if (!(error instanceof Refused) || error.number !== 400) throw error;
      if (fault === 'unknown-is-empty') return undefined;
      throw new Error('it does not know LIST');
    }
  });
}

async function list(ids: Ids): Promise<void> {
  let after = '';
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { more, fileids } = (await page(ids, after)) ?? { more: false, fileids: [] };
    for (const fileid of fileids) console.log(fileid);
    after = fileids.at(-1) ?? after;
    if (!more || fault === 'lists-one-page') return;
  }
}

/** Says what a file is called, which not every storage wants to know. */
async function describe(ids: Ids): Promise<void> {
  const note = Buffer.alloc(256 + 128);
  note.write('a file');
  await onStorages(ids, async (link) => {
    await link.send(request(fault, 75, Buffer.concat([idsBody(fault, ids), note])));
    await link.head(STORAGE);
  });
}

async function main(): Promise<void> {
  const [appid = '', userid = '', last = ''] = args;
  const ids = { appid, userid, fileid: last };
  if (operation === 'upload') {
    const own = fault === 'one-file-id' ? '0'.repeat(36) : newFileId();
    await upload({ ...ids, fileid: own }, readFileSync(last));
    if (fault === 'description-must-be-kept') await describe({ ...ids, fileid: own });
    return;
  }
  if (operation === 'delete') return remove(ids);
  if (operation === 'list') return list({ ...ids, fileid: '' });
  if (operation === 'filesize') {
    const size = await onStorages(ids, (link) => ask(link, 71, ids, 8));
    if (size.readBigInt64BE() < 0n) throw new Error('a negative size');
    return console.log(String(fault === 'size-32-bits' ? size.readUInt32BE(4) : size.readBigInt64BE()));
  }
  if (operation === 'download') {
    const [offset = 0, size = 0] = args.slice(3).map(Number);
    return writeFileSync(last, await download(ids, offset, size, last));
  }
  const text = await inTurn(taddrs.split(';'), async (link) => {
    await link.send(request(fault, 13, Buffer.alloc(0)));
    return nulText(await link.take(await link.head(TRACKER)));
  });
  console.log(text);
}

async function remove(ids: Ids): Promise<void> {
  let sent = 0;
  try {
    await onStorages(ids, (link) => {
      sent++;
      return ask(link, 73, ids, 0);
    });
  } catch (error) {
    if (!(error instanceof Refused) || error.number !== 404 || sent < 2) throw error;
  }
}

/** Spec: FILE-ID. */
function newFileId(): string {
  const now = Date.now();
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  const micros = ((now % 1000) * 1000).toString(16).padStart(6, '0');
  const counter = String(1 + (randomBytes(2).readUInt16BE() % 8000)).padStart(4, '0');
  return `${seconds}${micros}${randomBytes(8).toString('hex')}${counter}07`;
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
