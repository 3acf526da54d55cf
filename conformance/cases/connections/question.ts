import type { AnyCase, Case, IdKit, ServerKit, StorageKit, TrackerKit } from '../../runner/case.ts';
import { idCase, storageCase, trackerCase } from '../../runner/case.ts';
import { expectEqual, expectSuccess, expectThat } from '../../runner/expect.ts';
import type { Conversation, Reply } from '../../wire/conversation.ts';
import { encodeRequest, type RequestOptions } from '../../wire/layout.ts';
import type { ServerName } from '../../wire/packets.ts';

/** A request that a server answers with success, and how one knows the answer to this very request. */
export interface Question {
  encode(options?: RequestOptions): Buffer;
  /** Fails unless a reply is the right one. */
  answered(reply: Reply, statement: string): void;
}

/** What the cases about connections must know of a kind of server. */
export interface Server<K extends ServerKit> {
  readonly part: ServerName;
  readonly register: (each: Case<K>) => AnyCase;
  /** A command of another kind of server. */
  readonly foreignCommand: number;
  /** Several questions to be asked one after another, whose answers differ, so that their order can be seen. */
  questions(kit: K, count: number): Promise<Question[]>;
  /** Several questions that may be asked in any order and at once. */
  independent(kit: K, count: number): Promise<Question[]>;
}

async function trackerQuestions(kit: TrackerKit, count: number): Promise<Question[]> {
  const { group, hostname } = await kit.joinAs();
  const list: Question = {
    encode: (options) => encodeRequest('GROUPS', {}, options),
    answered: (reply, statement) => {
      const { text } = expectSuccess(reply, 'GROUPS', statement);
      expectThat(String(text).includes(hostname), `GROUPS does not tell of ${hostname}, which has joined`, statement);
    },
  };
  const beat: Question = {
    encode: (options) => encodeRequest('BEAT', { group, hostname }, options),
    answered: (reply, statement) => void expectSuccess(reply, 'BEAT', statement),
  };
  return Array.from({ length: count }, (_, n) => (n % 3 === 0 ? list : beat));
}

export const TRACKER: Server<TrackerKit> = {
  part: 'tracker',
  register: trackerCase,
  foreignCommand: 40,
  questions: trackerQuestions,
  independent: trackerQuestions,
};

export const ID: Server<IdKit> = {
  part: 'id',
  register: idCase,
  foreignCommand: 70,
  questions: async (kit, count) => {
    const [one, other] = [kit.key(), kit.key()];
    // The first three ids of a fresh key are known; which of two keys is asked for tells them apart.
    const expected = [
      [one, 0n],
      [one, 1n],
      [other, 0n],
      [one, 2n],
      [other, 1n],
      [other, 2n],
    ] as const;
    return Array.from({ length: count }, (_, n) => nextId(expected[n] ?? [kit.key(), 0n]));
  },
  independent: async (kit, count) => Array.from({ length: count }, () => nextId([kit.key(), 0n])),
};

function nextId([key, id]: readonly [key: string, id: bigint]): Question {
  return {
    encode: (options) => encodeRequest('ID_GET', { key }, options),
    answered: (reply, statement) =>
      expectEqual(expectSuccess(reply, 'ID_GET', statement).id, id, `the id of key ${key}`, statement),
  };
}

async function sizeQuestions(kit: StorageKit, count: number): Promise<Question[]> {
  const sizes = [3, 1, 2];
  const user = kit.user();
  const files: string[] = [];
  for (const size of sizes) files.push(await kit.upload(user, kit.random.bytes(size)));
  return Array.from({ length: count }, (_, n) => {
    const file = kit.ids(user, files[n % files.length] ?? '');
    return {
      encode: (options) => encodeRequest('FILESIZE', file, options),
      answered: (reply, statement) => {
        const { size } = expectSuccess(reply, 'FILESIZE', statement);
        expectEqual(size, BigInt(sizes[n % sizes.length] ?? 0), 'the size of a file', statement);
      },
    };
  });
}

export const STORAGE: Server<StorageKit> = {
  part: 'storage',
  register: storageCase,
  foreignCommand: 13,
  questions: sizeQuestions,
  independent: sizeQuestions,
};

/** One question. */
export async function question<K extends ServerKit>(server: Server<K>, kit: K): Promise<Question> {
  const [first] = await server.independent(kit, 1);
  return first as Question;
}

/** Two questions that may be asked in any order. */
export async function twoQuestions<K extends ServerKit>(server: Server<K>, kit: K): Promise<[Question, Question]> {
  const [one, other] = await server.independent(kit, 2);
  return [one as Question, other as Question];
}

/** Asks on a connection and sees that the answer is right. */
export async function ask(
  conversation: Conversation,
  { encode, answered }: Question,
  statement: string,
): Promise<void> {
  await conversation.send(encode());
  answered(await conversation.reply(), statement);
}

/**
 * Asks on a connection of its own: a server lives and serves. The question is thought of before the server suffers: that
 * needs its help, and without it the case would only be skipped.
 */
export async function expectServed(kit: ServerKit, asked: Question, statement: string): Promise<void> {
  await ask(await kit.connect(), asked, statement);
}
