import { STOP_GRACE_MS } from '../../../src/server/limits.ts';
import type { Hardship } from '../hardships.ts';
import type { Violation } from '../history.ts';
import { seconds } from './entries.ts';
import type { Observations } from './observations.ts';
import type { Silence } from './wire/silenceWatch.ts';

/** Milliseconds in which a process may not have read yet what has arrived. */
const UNREAD_MS = 5;

/** What may leave a server in doubt about a request, or not let it read one. */
const EXCUSES: readonly Hardship[] = ['database', 'disk io', 'disk full', 'volume away', 'standstill'];

/**
 * A server that has got a request answers it: it ends the connection without a word only when it cannot know
 * what has become of it, or when it was told to stop and has waited long enough. Spec: CONN-NO-ANSWER, CONN-STOP.
 */
export function silences(observations: Observations): Violation[] {
  return (observations.wire?.silences ?? [])
    .filter((silence) => !isExcused(silence, observations))
    .map(({ client, server, command, arrivedMs, cutMs: atMs }): Violation => {
      const story =
        `${server} ended a connection without an answer to command ${command} of ${client}, which it had ` +
        `since ${seconds(arrivedMs)}, though nothing was the matter.`;
      return { statement: 'CONN-STOP', kind: 'safety', atMs, story, operations: [] };
    });
}

function isExcused({ server, sentMs, arrivedMs, cutMs }: Silence, { hardships }: Observations): boolean {
  return (
    cutMs - arrivedMs < UNREAD_MS ||
    // A request may have gone on arriving while the server waited.
    hardships.felt(server, 'stop', cutMs - 2 * STOP_GRACE_MS, cutMs - STOP_GRACE_MS) ||
    EXCUSES.some((hardship) => hardships.felt(server, hardship, sentMs, cutMs))
  );
}
