import { expectEqualBytes, expectRefusal, expectSuccess, expectThat } from '../runner/expect.ts';
import { CaseFailure } from '../runner/failure.ts';
import type { Address, Conversation, Reply } from '../wire/conversation.ts';
import { encodeRequest, type Fields } from '../wire/layout.ts';
import { type PacketName, packet } from '../wire/packets.ts';
import type { FileState } from './fileModel.ts';
import type { ScriptStep, ServerNumber } from './script.ts';
import type { PlayedFile, Stage } from './stage.ts';

/** A reply, or undefined when there was none: the connection could not be made, was cut, or nothing came in time. */
async function asked(
  stage: Stage,
  name: PacketName,
  fields: Fields,
  options: { readonly content?: Buffer; readonly to?: Address } = {},
): Promise<Reply | undefined> {
  let conversation: Conversation | undefined;
  try {
    conversation = await (options.to ? stage.connect(options.to) : stage.connectAny(packet(name).to));
    const request = encodeRequest(name, fields, options.content ? { content: options.content } : {});
    const [reply] = await Promise.all([conversation.reply(), conversation.send(request)]);
    return reply;
  } catch (error) {
    if (error instanceof CaseFailure && error.axis !== 'kit' && error.statement === undefined) return undefined;
    throw error;
  } finally {
    if (conversation !== undefined) stage.done(conversation);
  }
}

const idsOf = (stage: Stage, { userid, fileid }: PlayedFile): Fields => ({
  appid: stage.kit.target.appid,
  userid,
  fileid,
});

type Upload = Extract<ScriptStep, { do: 'upload' | 'cutUpload' }>;

export async function upload(stage: Stage, step: Upload): Promise<void> {
  const file = stage.file(step.user, step.file);
  const content = stage.content(step.content, step.size);
  const startMs = performance.now();
  const change = file.model.begin(content, startMs);
  if (step.do === 'cutUpload') return cutUpload(stage, file, content, step.sent);
  const reply = await asked(stage, 'UPLOAD', idsOf(stage, file), { content });
  if (reply === undefined) return;
  if (reply.status === 0) {
    expectSuccess(reply, 'UPLOAD');
    change.acknowledged(performance.now());
    return;
  }
  const { number } = expectRefusal(reply, { server: 'storage' });
  if (!isFinal(number)) return;
  change.refused();
  const states = file.model.possible(startMs, performance.now());
  const absent = states.every((state) => state === undefined);
  expectThat(number !== 409 || !absent, 'an upload was refused with 409 where there is no file', 'UPLOAD-DUPLICATE');
}

/** A refusal that says for certain that nothing was done; others leave it open. */
function isFinal(number: number): boolean {
  return number >= 400 && number < 500;
}

async function cutUpload(stage: Stage, file: PlayedFile, content: Buffer, sent: number): Promise<void> {
  try {
    const conversation = await stage.connectAny('storage');
    const request = encodeRequest('UPLOAD', idsOf(stage, file), { content });
    await conversation.send(request.subarray(0, request.length - content.length + Math.min(sent, content.length)));
    conversation.cut();
  } catch (error) {
    if (!(error instanceof CaseFailure)) throw error;
  }
}

export async function remove(stage: Stage, step: Extract<ScriptStep, { do: 'delete' }>): Promise<void> {
  const file = stage.file(step.user, step.file);
  const startMs = performance.now();
  const change = file.model.begin(undefined, startMs);
  const reply = await asked(stage, 'DELETE', idsOf(stage, file));
  if (reply === undefined) return;
  if (reply.status === 0) {
    expectSuccess(reply, 'DELETE');
    change.acknowledged(performance.now());
    return;
  }
  const { number } = expectRefusal(reply, { server: 'storage' });
  if (!isFinal(number)) return;
  change.refused();
  const states = file.model.possible(startMs, performance.now());
  const there = !states.includes(undefined);
  expectThat(
    number !== 404 || !there,
    'a delete found no file where one was uploaded and not deleted',
    'UPLOAD-DURABLE',
  );
}

/** Reads a file's size and judges it. */
export async function filesize(stage: Stage, file: PlayedFile, to?: Address): Promise<void> {
  const startMs = performance.now();
  const reply = await asked(stage, 'FILESIZE', idsOf(stage, file), to ? { to } : {});
  if (reply === undefined) return;
  const states = file.model.possible(startMs, performance.now());
  if (reply.status !== 0) return judgeRefusal(reply, states);
  const size = Number(expectSuccess(reply, 'FILESIZE').size);
  const sizes = states.map((state) => state?.length);
  expectThat(
    sizes.includes(size),
    `the size ${size} was given, where ${words(states)} is expected`,
    readStatement(states),
  );
}

/** Reads a file's bytes and judges them. */
export async function download(
  stage: Stage,
  file: PlayedFile,
  { offset, size }: { readonly offset: number; readonly size: number } = { offset: 0, size: 0 },
  to?: Address,
): Promise<void> {
  const range = { offset, size };
  const startMs = performance.now();
  const reply = await asked(stage, 'DOWNLOAD', { ...idsOf(stage, file), ...range }, to ? { to } : {});
  if (reply === undefined) return;
  const states = file.model.possible(startMs, performance.now());
  const parts = states.map((state) => part(state, range));
  if (reply.status !== 0) return judgeRefusal(reply, parts);
  const content = expectSuccess(reply, 'DOWNLOAD').content as Buffer;
  if (parts.some((each) => each !== undefined && Buffer.compare(each, content) === 0)) return;
  const [first] = parts.filter((each) => each !== undefined);
  expectThat(first !== undefined, `${content.length} bytes were given of a file that is gone`, readStatement(states));
  expectEqualBytes(content, first, 'the content', 'READ-RIGHT-OR-ABSENT');
}

/** The bytes of a range, or undefined where that is refused. */
function part(state: FileState, { offset, size }: { offset: number; size: number }): FileState {
  if (state === undefined || offset + size > state.length) return undefined;
  return size === 0 ? state.subarray(offset) : state.subarray(offset, offset + size);
}

/** A refusal is right where the file may be gone; where it must be there, it is lost, or cannot be read for now (5xx). */
function judgeRefusal(reply: Reply, states: readonly FileState[]): void {
  const { number } = expectRefusal(reply, { server: 'storage' });
  if (states.includes(undefined) || (number >= 500 && number < 600)) return;
  const message = `a file that was uploaded and not deleted was refused with ${number}`;
  throw new CaseFailure({ axis: 'said', message, statement: 'UPLOAD-DURABLE' });
}

function readStatement(states: readonly FileState[]): string {
  return states.every((state) => state === undefined) ? 'DELETE-STAYS' : 'READ-RIGHT-OR-ABSENT';
}

function words(states: readonly FileState[]): string {
  return [...new Set(states.map((state) => (state === undefined ? 'no file' : `${state.length}`)))].join(' or ');
}

export async function trespass(stage: Stage, step: Extract<ScriptStep, { do: 'trespass' }>): Promise<void> {
  const file = stage.file(step.user, step.file);
  const other = step.as === 'user' ? { userid: stage.kit.user() } : { appid: 'other' };
  const reply = await asked(stage, 'FILESIZE', { ...idsOf(stage, file), ...other });
  if (reply !== undefined) expectRefusal(reply, { server: 'storage', statement: 'READ-OWNER' });
}

export async function locate(stage: Stage, step: Extract<ScriptStep, { do: 'locate' }>): Promise<void> {
  const file = stage.file(step.user, step.file);
  const reply = await asked(stage, 'SADDRS', idsOf(stage, file));
  if (reply === undefined || reply.status !== 0) return;
  const group = String(expectSuccess(reply, 'SADDRS').group);
  const before = stage.groups.get(file.userid) ?? group;
  stage.groups.set(file.userid, before);
  expectThat(group === before, `a user of group ${before} was told ${group}`, 'ROUTE-STABLE');
}

export async function groups(stage: Stage): Promise<void> {
  const reply = await asked(stage, 'GROUPS', {});
  if (reply?.status === 0) expectSuccess(reply, 'GROUPS');
}

/** Asks every id server at once; an id that was handed out before is a failure. */
export async function ids(stage: Stage, step: Extract<ScriptStep, { do: 'ids' }>): Promise<void> {
  const key = stage.key(step.key);
  const seen = stage.ids.get(key) ?? new Set();
  stage.ids.set(key, seen);
  const ask = async (to: Address) => {
    for (let count = 0; count < step.count; count++) {
      const reply = await asked(stage, 'ID_GET', { key }, { to });
      if (reply?.status !== 0) continue;
      const id = expectSuccess(reply, 'ID_GET').id as bigint;
      expectThat(!seen.has(id), `the id ${id} was handed out twice for one key`, 'ID-UNIQUE');
      seen.add(id);
    }
  };
  await Promise.all(stage.addresses('id').map(ask));
}

export async function garbage(stage: Stage, to: ServerNumber, bytes: number): Promise<void> {
  const address = stage.server(to);
  if (address === undefined) return;
  try {
    const conversation = await stage.connect(address);
    await conversation.send(stage.kit.random.bytes(bytes));
    conversation.finish();
  } catch (error) {
    if (!(error instanceof CaseFailure)) throw error;
  }
}

/** False when a file that must be there gets no answer that says so. */
export async function present(stage: Stage, file: PlayedFile, to: Address): Promise<boolean> {
  const nowMs = performance.now();
  if (file.model.possible(nowMs, nowMs).includes(undefined)) return true;
  const reply = await asked(stage, 'FILESIZE', idsOf(stage, file), { to });
  return reply?.status === 0;
}
