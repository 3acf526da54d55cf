import { encodeReply } from '../wire/layout.ts';
import { type SeenRequest, textOf } from './seenRequest.ts';

/** Hands out 0, 1, 2, … for every key. */
export class HonestIds {
  readonly #next = new Map<string, bigint>();

  reply(request: SeenRequest): Buffer {
    const key = textOf(request, 'key');
    const id = this.#next.get(key) ?? 0n;
    this.#next.set(key, id + 1n);
    return encodeReply('ID_GET', { id });
  }
}
