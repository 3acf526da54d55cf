import { REGISTRY } from '../wire/packets.ts';
import type { Dialect } from './dialect.ts';
import { refusals } from './evidence.ts';

/** Any status but 0 is a failure; some send another one than the usual -3. */
export const failureStatus: Dialect = {
  name: 'failure-status',
  title: `reports failures with a status other than ${REGISTRY.failureStatus}`,

  recognised(all) {
    const statuses = all
      .flatMap((each) => each.exchanges)
      .flatMap((each) => refusals(each).map(({ packet }) => packet.status));
    return statuses.length > 0 && statuses.every((status) => status !== REGISTRY.failureStatus);
  },

  explains: ({ result }) => result.failure?.dialects.includes('failure-status') ?? false,
  explainsFinding: (finding) => finding.dialect === 'failure-status',
};
