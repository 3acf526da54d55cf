import type { Connection } from '../host/connection.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sometimes } from '../host/probe.ts';
import type { Timers } from '../host/timers.ts';
import type { DiscardLimits } from '../wire/discard.ts';
import type { Pace } from '../wire/pace.ts';

/** Always the same: to make one for each of many connections would cost more than all the rest of their end. */
const GONE = new ConnectionLost('the connection is gone');

/** Aborted, with a `ConnectionLost`, when nothing is left of `connection`. */
export function goneSignal(connection: Connection): AbortSignal {
  const gone = new AbortController();
  void connection.closed.then(() => gone.abort(GONE));
  return gone.signal;
}

/**
 * Says `lastWords` if there are any, ends our direction and reads on until the peer has ended its own: a connection
 * that is dropped while bytes of the peer are unread may be reset, and what we said last would be lost with it.
 * The connection is let go when the peer has ended, or when `limits` are reached. Spec: CONN-IN-STEP.
 */
export async function farewell(
  connection: Connection,
  timers: Timers,
  limits: DiscardLimits,
  pace: Pace,
  lastWords?: Uint8Array,
): Promise<void> {
  const gone = goneSignal(connection);
  const timer = timers.after(limits.durationMaxMs, () => connection.abort());
  try {
    if (lastWords !== undefined) await connection.write(lastWords);
    connection.end();
    let count = 0;
    while (count <= limits.bytesMax) {
      const chunk = await connection.read();
      if (chunk === null) break;
      count += chunk.length;
      sometimes('server.farewellDiscards');
      await pace.passed(chunk.length, gone);
    }
  } catch (error) {
    // A peer that is gone already needs no farewell.
    if (!(error instanceof ConnectionLost)) throw error;
  } finally {
    timer.cancel();
    connection.abort();
  }
}
