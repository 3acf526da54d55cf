import type { Dialect, Observed } from './dialect.ts';
import { refusals } from './evidence.ts';

/** Servers of the ACL framework close the connection after every failure reply. */
export const closeAfterError: Dialect = {
  name: 'close-after-error',
  title: 'closes the connection after every error',

  recognised(all) {
    const endings = all.flatMap((each) => each.exchanges).flatMap(afterRefusal);
    return endings.includes('closed') && !endings.includes('kept');
  },

  explains(failed: Observed) {
    const { failure } = failed.result;
    if (failure === undefined) return false;
    const byStatement = failure.statement ?? failed.result.statements[0];
    if (failure.axis !== 'ended' && byStatement !== 'CONN-REFUSAL-KEEPS') return false;
    return failed.exchanges.flatMap(afterRefusal).includes('closed');
  },
};

/** What came after the first refusal of a conversation: another reply, or the end. */
function afterRefusal(exchange: Observed['exchanges'][number]): ('closed' | 'kept')[] {
  const [first] = refusals(exchange);
  if (first === undefined) return [];
  const at = exchange.received.indexOf(first.packet);
  if (at < exchange.received.length - 1) return ['kept'];
  return exchange.targetEnded === undefined ? [] : ['closed'];
}
