import { encodeFilesizeRequest } from '../../../src/protocol/filesize.ts';
import { encodeGroupsRequest } from '../../../src/protocol/groups.ts';
import { encodeIdGetRequest } from '../../../src/protocol/idGet.ts';
import { LARGE } from '../load/content.ts';
import { OWNER } from '../site/abuseSite.ts';
import { type Gang, TARGETS, type Target } from './gang.ts';

const CONNECTIONS = 3;
const REQUESTS = 2_000;

const ONE: Readonly<Record<Target, Buffer>> = {
  tracker: encodeGroupsRequest(),
  id: encodeIdGetRequest('crowd'),
  storage: encodeFilesizeRequest({ ...OWNER, fileid: LARGE.fileid }),
  http: Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
};

/** Thousands of proper requests at once on a connection, whose answers nobody reads. */
export async function crowds(gang: Gang): Promise<void> {
  for (const target of TARGETS) {
    const many = Buffer.concat(Array.from({ length: REQUESTS }, () => ONE[target]));
    for (let at = 0; at < CONNECTIONS; at++) {
      void gang.keep(async () => {
        const socket = await gang.open(target, gang.draw(gang.plan.peers));
        if (socket === undefined) return;
        gang.outcome.sent += REQUESTS;
        socket.pause();
        await new Promise<void>((resolve) => {
          socket.once('close', resolve);
          socket.write(many, () => resolve());
        });
        socket.destroy();
      });
    }
  }
}
