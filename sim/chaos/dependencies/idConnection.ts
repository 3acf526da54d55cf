import type { IdStore } from '../../../src/store/idStore.ts';
import type { Statements } from './simDatabase.ts';

/** One id server's connections to `ids`. */
export function idConnection(statements: Statements, ids: IdStore): IdStore {
  return {
    takeBlock: (key, step, floor) => statements.change(`block of ${key}`, () => ids.takeBlock(key, step, floor)),
    ping: () => statements.read('ping', () => ids.ping()),
    close: () => statements.close(),
  };
}
