import type { FileNumber } from '../plan.ts';
import type { SimSite } from '../simSite.ts';
import { type Expectation, isDone, isMissing, type SingleTries } from './singleTries.ts';

/** Users that have not been seen before: they get a group now. */
const NEW_USER = 1_000_000;
const SIZE_MAX = 300_000;

/** Every client does one of everything, with a user and a file of its own that are new each time. */
export class Visits {
  readonly #site: SimSite;
  readonly #tries: SingleTries;
  #nextUser = NEW_USER;

  constructor(site: SimSite, tries: SingleTries) {
    this.#site = site;
    this.#tries = tries;
  }

  /** Each visit is a function that makes it; they can be made at once. */
  of(expectation: Omit<Expectation, 'fulfilled'>): (() => Promise<void>)[] {
    return this.#site.ofKind('client').map((_, client) => {
      const file = { user: this.#nextUser++, file: 0 };
      return () => this.#visit(client, file, expectation);
    });
  }

  async #visit(client: number, file: FileNumber, expectation: Omit<Expectation, 'fulfilled'>): Promise<void> {
    const { prng } = this.#site.world;
    const done = { ...expectation, fulfilled: isDone };
    const size = Math.floor(prng.magnitude(1, SIZE_MAX));
    await this.#tries.make({ client, kind: 'locate', ...file }, done);
    if (!(await this.#tries.make({ client, kind: 'upload', size, content: prng.next(), ...file }, done))) return;
    await this.#tries.make({ client, kind: 'filesize', ...file }, done);
    await this.#tries.make({ client, kind: 'download', offset: 0, size: 0, ...file }, done);
    await this.#tries.make({ client, kind: 'delete', ...file }, done);
    await this.#tries.make(
      { client, kind: 'download', offset: 0, size: 0, ...file },
      { ...expectation, fulfilled: isMissing },
    );
  }
}
