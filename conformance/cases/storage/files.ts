import type { StorageKit } from '../../runner/case.ts';
import { expectEqualBytes, expectRefusal, expectSuccess } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import type { Address, Conversation, Reply } from '../../wire/conversation.ts';
import { encodeRequest, type Fields } from '../../wire/layout.ts';

/** The case that judges whether files are read back as they were uploaded. */
const READ_BACK = 'upload/small-sizes';

/** The three ids of a file. */
export type FileIds = { readonly appid: string; readonly userid: string; readonly fileid: string };

/** Ids that nobody has used; what is stored under them is deleted when the case is over. */
export function freshFile(kit: StorageKit, ids: Partial<FileIds> = {}): FileIds {
  const file = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId(), ...ids };
  deletedLater(kit, file);
  return file;
}

/** Has a file deleted when the case is over, if it is there then. */
export function deletedLater(kit: StorageKit, file: FileIds): void {
  kit.later(async () => {
    await kit.ask('DELETE', file);
  });
}

/** A whole UPLOAD. */
export function uploadOf(file: Fields, content: Uint8Array): Buffer {
  return encodeRequest('UPLOAD', file, { content });
}

/** Uploads; it must succeed. A case about something else begins with `stored`. */
export async function expectUploaded(
  kit: StorageKit,
  file: Fields,
  content: Uint8Array,
  to: Address = kit.address,
): Promise<void> {
  const conversation = await kit.connect(to);
  await conversation.send(uploadOf(file, content));
  expectSuccess(await conversation.reply(), 'UPLOAD');
}

/** Waits a moment in the middle of an upload; fails when it is answered before it has come whole. */
export async function expectUnderWay(conversation: Conversation, withinMs: number): Promise<void> {
  try {
    await conversation.ended({ withinMs });
  } catch (error) {
    if (!(error instanceof CaseFailure)) throw error;
    expectSuccess(await conversation.reply(), 'UPLOAD');
    throw new CaseFailure({ ...error, message: 'success came before the content had come', statement: 'UPLOAD-ORDER' });
  }
}

/** Fails unless FILESIZE and DOWNLOAD, asked of a storage, give exactly these bytes. */
export async function expectStored(
  kit: StorageKit,
  file: Fields,
  content: Uint8Array,
  statement: string,
  at: Address = kit.address,
): Promise<void> {
  const conversation = await kit.connect(at);
  await expectStoredOn(conversation, file, content, statement);
}

/** The same on a connection that is there. */
export async function expectStoredOn(
  conversation: Conversation,
  file: Fields,
  content: Uint8Array,
  statement: string,
): Promise<void> {
  await conversation.send(encodeRequest('FILESIZE', file));
  const { size } = expectSuccess(await conversation.reply(), 'FILESIZE');
  if (size !== BigInt(content.byteLength)) {
    const message = `FILESIZE says ${size}, the file has ${content.byteLength} bytes`;
    const sizes = { expected: `${content.byteLength}`, got: `${size}` };
    throw new CaseFailure({ axis: 'said', statement, message, step: READ_BACK, ...sizes });
  }
  await conversation.send(encodeRequest('DOWNLOAD', { ...file, offset: 0n, size: 0n }));
  const got = downloaded(await conversation.reply({ bodyMaxBytes: content.byteLength + 4096 }));
  expectEqualBytes(got, content, 'the downloaded file', statement, READ_BACK);
}

/** The bytes of a DOWNLOAD that must succeed. */
export function downloaded(reply: Reply): Uint8Array {
  return expectSuccess(reply, 'DOWNLOAD').content as Uint8Array;
}

/** Downloads a part on a connection of its own; it must succeed. */
export async function part(
  kit: StorageKit,
  file: Fields,
  offset: bigint,
  size: bigint,
  at: Address = kit.address,
): Promise<Uint8Array> {
  const conversation = await kit.connect(at);
  await conversation.send(encodeRequest('DOWNLOAD', { ...file, offset, size }));
  return downloaded(await conversation.reply());
}

/** Fails unless FILESIZE and DOWNLOAD are answered like those for a file that does not exist. */
export async function expectAbsent(
  kit: StorageKit,
  file: Fields,
  statement: string,
  at: Address = kit.address,
): Promise<void> {
  for (const name of ['FILESIZE', 'DOWNLOAD'] as const) {
    const conversation = await kit.connect(at);
    await conversation.send(encodeRequest(name, file));
    expectRefusal(await conversation.reply(), { numbers: [404], statement, server: 'storage' });
  }
}

/** A file that is there: a precondition, without which the case is skipped. */
export async function stored(
  kit: StorageKit,
  content: Uint8Array,
  ids: { userid?: string; fileid?: string } = {},
): Promise<FileIds> {
  const userid = ids.userid ?? kit.user();
  const fileid = await kit.upload(userid, content, ids.fileid);
  return { appid: kit.target.appid, userid, fileid };
}

/** Random bytes, the same for the same seed. */
export function content(kit: StorageKit, length: number): Buffer {
  return kit.random.bytes(length);
}
