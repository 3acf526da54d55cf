import { describe, expect, it } from 'vitest';
import { askIds } from '../../sim/chaos/workload/askIds.ts';
import { type Address, formatAddress } from '../../src/host/address.ts';
import type { Listener } from '../../src/host/network.ts';
import { createLog } from '../../src/host/node/log.ts';
import { createNodeHost } from '../../src/host/node/nodeHost.ts';
import { ReplyCommand } from '../../src/protocol/command.ts';
import { ErrorNumber } from '../../src/protocol/errorNumber.ts';
import { encodeFailure } from '../../src/protocol/failure.ts';
import { encodeIdGetReply } from '../../src/protocol/idGet.ts';
import { ScriptedPeer } from '../../test/client/scriptedServer.ts';
import { SoakWire } from '../../test/soak/site/soakWire.ts';
import { tapped, wireFromText, wireToText } from './tapped.ts';

const host = createNodeHost({ hostname: 'client1', log: createLog({ level: 'error' }) });
const QUESTION = { key: 'a', count: 2, timeoutMs: 5_000 };
const LARGE = 2n ** 60n;

/** An id server that gives one id and refuses the next. */
function oneId(): Promise<Listener> {
  return host.network.listen({ host: '127.0.0.1', port: 0 }, async (connection) => {
    const peer = new ScriptedPeer(connection, host, 0);
    await peer.request();
    await peer.send(encodeIdGetReply(LARGE));
    await peer.request();
    await peer.send(
      encodeFailure(ReplyCommand.id, { errorNumber: ErrorNumber.unavailable, description: '[id-host2] no database' }),
    );
    connection.end();
  });
}

describe('what clients of the laboratory hear', () => {
  it('is known afterwards, elsewhere, with the name of who said it', async () => {
    const listener = await oneId();
    const address: Address = { host: '127.0.0.1', port: listener.address.port };
    const wire = new SoakWire(() => 7);
    const servers = [{ name: 'id-host2', kind: 'id', address: formatAddress(address) }] as const;
    await askIds(tapped(host, 'client1', wire, servers), [address], QUESTION);
    await listener.close();
    const { ids, refusals, violations } = wireFromText(wireToText(wire));
    expect(ids).toEqual([{ key: 'a', id: LARGE, server: 'id-host2', client: 'client1', atMs: 7 }]);
    expect(refusals).toMatchObject([
      { server: 'id-host2', client: 'client1', errorNumber: 503, description: '[id-host2] no database', proper: true },
    ]);
    expect(violations).toEqual([]);
  });

  it('is nothing of a server that nobody knows', async () => {
    const wire = new SoakWire(() => 0);
    const asked = askIds(tapped(host, 'client1', wire, []), [{ host: '127.0.0.1', port: 1 }], QUESTION);
    await expect(asked).rejects.toThrow('a client was sent to 127.0.0.1:1, where there is no server');
  });
});
