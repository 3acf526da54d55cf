import { type Gang, TARGETS, type Target } from './gang.ts';

const CONNECTIONS = 100;
const HALVES: Readonly<Record<Target, string>> = {
  tracker: '\0\0\0\0',
  id: '\0\0\0',
  storage: '\0',
  http: 'GET / HTTP/1.1\r\nHo',
};

/** Connections that send the beginning of a head and no more; a new one whenever one is closed. */
export async function halfHeads(gang: Gang): Promise<void> {
  for (const target of TARGETS) {
    for (let at = 0; at < CONNECTIONS; at++) {
      void gang.keep(async () => {
        const socket = await gang.open(target, gang.draw(gang.plan.peers));
        if (socket === undefined) return;
        gang.outcome.sent++;
        socket.write(HALVES[target]);
        socket.resume();
        await new Promise((resolve) => socket.once('close', resolve));
      });
    }
    await gang.digest();
  }
}
