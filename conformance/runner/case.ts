import type { Address, Conversation, Reply } from '../wire/conversation.ts';
import type { Fields, RequestOptions } from '../wire/layout.ts';
import type { PacketName } from '../wire/packets.ts';
import type { Hook } from './hook.ts';
import type { Random } from './random.ts';
import type { Target } from './target.ts';

/** The parts of a system that can be judged on their own. */
export const PARTS = ['tracker', 'id', 'storage', 'http', 'joins', 'client'] as const;
export type Part = (typeof PARTS)[number];

/** What a case cannot do without; it is skipped, with the reason, where that is missing. */
export type Need =
  | `hook:${HookNeed}`
  /** At least two addresses of the part under test. */
  | 'two-addresses'
  /** The address of another part beside the one under test. */
  | 'tracker'
  | 'id'
  | 'storage'
  /** The target's check interval is known and short enough to wait for. */
  | 'short-check-interval';
type HookNeed = 'start' | 'stop' | 'kill' | 'restart' | 'wipe' | 'clock';

/** One thing that a target must, should or may do. */
export interface Case<K> {
  /** `storage/download/offset-past-end`: part, topic, what. */
  readonly id: string;
  /** A sentence about the target: "refuses an offset past the end with 416". */
  readonly title: string;
  /** The statements of spec/ that it checks, the most important first. */
  readonly statements: readonly [string, ...string[]];
  readonly needs?: readonly Need[];
  /** Not beside other cases, because it disturbs them (or they it). */
  readonly alone?: boolean;
  /** How long the whole case may take; 30 s unless it or the run says so. */
  readonly withinMs?: number;
  run(kit: K): Promise<void>;
}

/** What every case has at hand. */
export interface Kit {
  readonly target: Target;
  /** From the seed and the case's id. */
  readonly random: Random;
  /** Present where the user gave a hook file. */
  readonly hook?: Hook;
  /** How long one reply may take. */
  readonly replyMs: number;
  /** A user of this run that nobody else has. */
  user(): string;
  /** A file id of this run that nobody else has, 36 characters as clients make them. */
  fileId(): string;
  /** A key for ids that nobody else has. */
  key(): string;
  /** Says something beside the verdict. */
  note(text: string): void;
  /** Ends the case as skipped. */
  skip(why: string): never;
  /** Ends the case as one that asks nothing of this target. */
  notApplicable(why: string): never;
  /** Runs after the case, also a failed one; its own failures are not the target's. */
  later(cleanup: () => Promise<void> | void): void;
}

/** For a server of the target that speaks the binary protocol. */
export interface ServerKit extends Kit {
  /** The address under test. */
  readonly address: Address;
  connect(to?: Address, options?: { localAddress?: string }): Promise<Conversation>;
  /** Resolves when connections are accepted (again), after a start by the hook; a CaseFailure when that takes too long. */
  back(to?: Address, options?: { withinMs?: number }): Promise<void>;
  /** One request on a new connection, which is closed after the reply. */
  ask(
    name: PacketName,
    fields?: Fields,
    options?: RequestOptions & { to?: Address; withinMs?: number },
  ): Promise<Reply>;
}

export interface TrackerKit extends ServerKit {
  /** A group of this run that no database has. */
  group(): string;
  /** A hostname of this run that nobody else has. */
  hostname(): string;
  /** A port at which no storage listens. */
  port(): number;
  /** A storage that the kit plays: joined when this resolves. */
  joinAs(storage?: Partial<PlayedStorage>): Promise<JoinedStorage>;
}

export interface PlayedStorage {
  readonly version: string;
  readonly group: string;
  readonly hostname: string;
  readonly port: number;
  readonly startTime: number | bigint;
  readonly joinTime: number | bigint;
}

export interface JoinedStorage extends PlayedStorage {
  /** The connection of the JOIN. */
  readonly conversation: Conversation;
  /** One BEAT on it; gives the reply. */
  beat(): Promise<Reply>;
  /** Closes the connection; the tracker sees no more beats. */
  stop(): void;
}

export interface IdKit extends ServerKit {
  /** Asks for an id; throws a CaseFailure when it is refused. */
  id(key: string, to?: Address): Promise<bigint>;
}

export interface StorageKit extends ServerKit {
  /**
   * Uploads as a precondition and deletes it after the case; gives the file id. When it fails the case is skipped, so that one fault of
   * UPLOAD is not reported forty times.
   */
  upload(user: string, content: Uint8Array, fileId?: string): Promise<string>;
  /** The three ids of a file of the target's application. */
  ids(user: string, fileId: string): { appid: string; userid: string; fileid: string };
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** False when the connection ended before the whole body. */
  readonly complete: boolean;
}

export interface HttpOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly withinMs?: number;
  readonly bodyMaxBytes?: number;
}

export interface HttpKit extends Kit {
  /** A bare connection to the gateway, or to another server. */
  connect(to?: Address): Promise<Conversation>;
  /** One request on a connection of its own. */
  request(path: string, options?: HttpOptions): Promise<HttpReply>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<HttpReply>;
  /** Puts a file where the gateway finds it, by way of the tracker; skipped where no tracker is given. */
  upload(content: Uint8Array): Promise<string>;
}

/** For what the kit plays the servers to: a storage that joins it, a client that is a command line. */
export interface PlayKit extends Kit {
  /** What was looked at of the two things a result tells. */
  readonly looked: { said: boolean; ended: boolean };
}

/** For a storage that joins the kit: its own address is known from its JOIN. */
export type JoinsKit = PlayKit & Pick<ServerKit, 'connect' | 'ask'>;

export type AnyCase =
  | ({ readonly part: 'tracker' } & Case<TrackerKit>)
  | ({ readonly part: 'id' } & Case<IdKit>)
  | ({ readonly part: 'storage' } & Case<StorageKit>)
  | ({ readonly part: 'http' } & Case<HttpKit>)
  | ({ readonly part: 'joins' } & Case<JoinsKit>)
  | ({ readonly part: 'client' } & Case<PlayKit>);

export const trackerCase = (each: Case<TrackerKit>): AnyCase => ({ ...each, part: 'tracker' });
export const idCase = (each: Case<IdKit>): AnyCase => ({ ...each, part: 'id' });
export const storageCase = (each: Case<StorageKit>): AnyCase => ({ ...each, part: 'storage' });
export const httpCase = (each: Case<HttpKit>): AnyCase => ({ ...each, part: 'http' });
export const joinsCase = (each: Case<JoinsKit>): AnyCase => ({ ...each, part: 'joins' });
export const clientCase = (each: Case<PlayKit>): AnyCase => ({ ...each, part: 'client' });
