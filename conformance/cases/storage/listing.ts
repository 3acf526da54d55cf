import type { StorageKit } from '../../runner/case.ts';
import { expectNumbers, expectRefusal, expectSuccess, expectThat } from '../../runner/expect.ts';
import type { Address } from '../../wire/conversation.ts';
import { encodeRequest, type Fields } from '../../wire/layout.ts';
import { replyOrEnd } from '../refused.ts';
import type { FileIds } from './files.ts';

/** A file of a page. */
export interface Listed {
  readonly fileid: string;
  readonly size: bigint;
  readonly uploaded: bigint;
  readonly name: string;
  readonly type: string;
}

export interface Page {
  readonly more: boolean;
  readonly files: readonly Listed[];
}

/** Which page; the first one of the target's application, as long as it likes, unless told. */
export interface Wish {
  readonly userid: string;
  readonly appid?: string;
  readonly after?: string;
  readonly limit?: number;
}

/** Pages that a listing of a few files may have: a target that never comes to its end fails. */
const PAGES_MAX = 50;
const FILES_MAX = 500;

/** Ends the case as not applicable where the target has not got the listing extension. Spec: LIST-OPTIONAL. */
export async function needsListing(kit: StorageKit): Promise<void> {
  const conversation = await kit.connect();
  await conversation.send(encodeRequest('LIST', { appid: kit.target.appid, userid: kit.user() }));
  const reply = await replyOrEnd(conversation);
  if (reply?.status === 0) return;
  const number = reply === undefined ? undefined : expectRefusal(reply, { server: 'storage' }).number;
  if (number !== undefined && number > 400 && number <= 599) expectNumbers({ number }, [400], 'LIST-NUMBERS');
  kit.notApplicable('it does not know LIST: the listing extension is optional');
}

/** One page, which must be given. */
export async function pageOf(kit: StorageKit, wish: Wish, at: Address = kit.address): Promise<Page> {
  const conversation = await kit.connect(at);
  await conversation.send(encodeRequest('LIST', { appid: kit.target.appid, ...wish } as Fields));
  const { more, files } = expectSuccess(await conversation.reply(), 'LIST');
  const page = { more: more === 1, files: files as unknown as Listed[] };
  const { limit = 0 } = wish;
  const said = `a page of ${page.files.length} files was given`;
  expectThat(more === 0 || more === 1, `more is ${more}, neither 0 nor 1`, 'WIRE-LIST-REPLY');
  expectThat(page.files.length <= FILES_MAX, `${said}, ${FILES_MAX} are allowed`, 'LIST-PAGE');
  expectThat(limit === 0 || page.files.length <= limit, `${said}, ${limit} were asked for`, 'LIST-PAGE');
  expectThat(
    !page.more || page.files.length > 0,
    'more is to come, but there is no file behind which to ask',
    'LIST-PAGE',
  );
  return page;
}

/** All files of a user behind the place of the wish, page by page. */
export async function wholeListing(kit: StorageKit, wish: Wish, at: Address = kit.address): Promise<Listed[]> {
  const seen: Listed[] = [];
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await pageOf(kit, { ...wish, after: seen.at(-1)?.fileid ?? wish.after ?? '' }, at);
    seen.push(...page.files);
    if (!page.more) return seen;
  }
  expectThat(false, `the listing of a few files has more than ${PAGES_MAX} pages`, 'LIST-PAGE');
  return seen;
}

/** Fails unless these are the ids of the files, in this order. */
export function expectIds(files: readonly Listed[], wanted: readonly string[], statement: string): void {
  const ids = files.map(({ fileid }) => fileid);
  const same = ids.length === wanted.length && ids.every((id, at) => id === wanted[at]);
  expectThat(same, `[${wanted.join(', ')}] had to be listed, not [${ids.join(', ')}]`, statement);
}

/** Describes a file; it must succeed. */
export async function describe(
  kit: StorageKit,
  file: FileIds,
  note: { readonly name: string; readonly type: string },
  at: Address = kit.address,
): Promise<void> {
  expectSuccess(await kit.ask('DESCRIBE', { ...file, ...note }, { to: at }), 'DESCRIBE', 'LIST-OPTIONAL');
}

/** Fails unless a storage lists a file under this name and type. */
export async function expectNote(
  kit: StorageKit,
  { userid, fileid }: FileIds,
  note: { readonly name: string; readonly type: string },
  statement: string,
  at: Address = kit.address,
): Promise<void> {
  const file = (await wholeListing(kit, { userid }, at)).find((each) => each.fileid === fileid);
  expectThat(file !== undefined, 'a file that is there is not listed', 'LIST-COMPLETE');
  const said = `the file had to be listed as "${note.name}" of type "${note.type}", not as "${file.name}" of type "${file.type}"`;
  expectThat(file.name === note.name && file.type === note.type, said, statement);
}
