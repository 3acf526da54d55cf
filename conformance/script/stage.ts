import type { ServerKit } from '../runner/case.ts';
import { Random } from '../runner/random.ts';
import type { Address, Conversation } from '../wire/conversation.ts';
import { FileModel } from './fileModel.ts';
import type { ServerNumber } from './script.ts';

/** A file that a script plays with. */
export interface PlayedFile {
  readonly userid: string;
  readonly fileid: string;
  readonly model: FileModel;
}

/** Names, contents and addresses behind the numbers of a script; and the connections that are open. */
export class Stage {
  readonly kit: ServerKit;
  readonly #users = new Map<number, string>();
  readonly #files = new Map<string, PlayedFile>();
  readonly #keys = new Map<number, string>();
  readonly #open = new Map<Conversation, string>();
  #turn = 0;
  /** All ids that were handed out, key by key. */
  readonly ids = new Map<string, Set<bigint>>();
  /** The group that each user was told. */
  readonly groups = new Map<string, string>();

  constructor(kit: ServerKit) {
    this.kit = kit;
  }

  file(user: number, file: number): PlayedFile {
    const name = `${user}/${file}`;
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const userid = this.user(user);
    const fresh = { userid, fileid: this.kit.fileId(), model: new FileModel() };
    this.#files.set(name, fresh);
    return fresh;
  }

  get files(): PlayedFile[] {
    return [...this.#files.values()];
  }

  user(user: number): string {
    const known = this.#users.get(user) ?? this.kit.user();
    this.#users.set(user, known);
    return known;
  }

  key(key: number): string {
    const known = this.#keys.get(key) ?? this.kit.key();
    this.#keys.set(key, known);
    return known;
  }

  /** The content that a number stands for. */
  content(number: number, size: number): Buffer {
    return new Random(number).bytes(size);
  }

  addresses(kind: ServerNumber['kind']): readonly Address[] {
    return this.kit.target[kind];
  }

  /** The address of a server, or undefined when none of its kind is given. */
  server({ kind, index }: ServerNumber): Address | undefined {
    const addresses = this.addresses(kind);
    return addresses[index % Math.max(1, addresses.length)];
  }

  /** A connection to the next server of a kind that takes one. */
  async connectAny(kind: ServerNumber['kind']): Promise<Conversation> {
    const addresses = this.addresses(kind);
    for (let tries = 1; ; tries++) {
      const to = addresses[this.#turn++ % addresses.length];
      try {
        return await this.connect(to as Address);
      } catch (error) {
        if (tries >= addresses.length) throw error;
      }
    }
  }

  async connect(to: Address): Promise<Conversation> {
    const conversation = await this.kit.connect(to);
    this.#open.set(conversation, `${to.host}:${to.port}`);
    return conversation;
  }

  done(conversation: Conversation): void {
    this.#open.delete(conversation);
    conversation.close();
  }

  /** Cuts what is open to an address, or everything. */
  cut(to: Address | undefined): void {
    for (const [conversation, where] of this.#open) {
      if (to === undefined || where === `${to.host}:${to.port}`) conversation.cut();
    }
  }
}
