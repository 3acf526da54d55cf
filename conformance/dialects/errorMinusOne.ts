import type { Dialect } from './dialect.ts';
import { refusals } from './evidence.ts';

/** Deployed servers know one error number only. */
export const errorMinusOne: Dialect = {
  name: 'error-minus-one',
  title: 'gives the error number -1 for every error',

  recognised(all) {
    const numbers = all.flatMap((each) => each.exchanges).flatMap((each) => refusals(each).map(({ number }) => number));
    return numbers.length > 0 && numbers.every((number) => number === -1);
  },

  explains: ({ result }) => result.failure?.statement === 'ERR-NUMBERS' && result.failure.got === '-1',
  explainsFinding: (finding) => finding.statement === 'ERR-NUMBERS' && finding.got === '-1',
};
