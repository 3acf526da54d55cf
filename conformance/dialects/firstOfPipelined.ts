import type { Dialect, Observed } from './dialect.ts';

/** Servers of the ACL framework drop what they have read beyond the first request. */
export const firstOfPipelined: Dialect = {
  name: 'first-of-pipelined',
  title: 'answers only the first of several pipelined requests',

  recognised: (all) => all.some((each) => each.result.failure !== undefined && unanswered(each)),
  explains: unanswered,
};

function unanswered({ result, exchanges }: Observed): boolean {
  if (!result.statements.includes('CONN-ORDER') || result.failure?.got === undefined) return false;
  if (result.failure.axis === 'ended') return false;
  const nothing = typeof result.failure.got !== 'string' && result.failure.got.byteLength === 0;
  return nothing && exchanges.some(({ sent, received }) => sent.length > 1 && received.length === 1);
}
