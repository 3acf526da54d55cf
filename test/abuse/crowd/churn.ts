import { type Gang, TARGETS } from './gang.ts';

const AT_ONCE = 4;

/** Connections that are made and dropped, some of them with a reset, as fast as it goes. */
export async function churn(gang: Gang): Promise<void> {
  for (const target of TARGETS) {
    for (let at = 0; at < AT_ONCE; at++) {
      void gang.keep(async () => {
        const socket = await gang.open(target, gang.draw(gang.plan.peers));
        gang.outcome.sent++;
        if (gang.draw(2) === 0) socket?.resetAndDestroy();
        else socket?.destroy();
      });
    }
  }
}
