import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerKit } from '../runner/case.ts';
import { CaseFailure } from '../runner/expect.ts';
import { type Address, formatAddress } from '../wire/conversation.ts';
import type { ServerName } from '../wire/packets.ts';

const LISTENS_WITHIN_MS = 15_000;
const PAUSE_MS = 100;

/** Has a server started or restarted by the hook, and waits until it takes connections. */
export async function revived(
  kit: ServerKit,
  action: 'start' | 'restart',
  part: ServerName,
  at: Address = kit.address,
): Promise<void> {
  await kit.hook?.run(action, part, formatAddress(at));
  const untilMs = performance.now() + LISTENS_WITHIN_MS;
  for (;;) {
    try {
      return (await kit.connect(at)).close();
    } catch (error) {
      if (!(error instanceof CaseFailure) || performance.now() > untilMs) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
