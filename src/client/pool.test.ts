import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { World } from '../../sim/world.ts';
import { answering, type Script, type ScriptedServer, startScripted } from '../../test/client/scriptedServer.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { ReplyCommand } from '../protocol/command.ts';
import { decodeIdGetReply, encodeIdGetReply, encodeIdGetRequest } from '../protocol/idGet.ts';
import { ClientClosed } from './clientClosed.ts';
import { exchange } from './exchange.ts';
import { Pool } from './pool.ts';

const CONFIG = { connectTimeoutMs: 1_000, requestTimeoutMs: 2_000, idleTimeoutMs: 10_000, idleMax: 3 };
const question = {
  packet: encodeIdGetRequest('key'),
  replyCommand: ReplyCommand.id,
  replyBodyMax: 8,
  decode: decodeIdGetReply,
};
const answer: Script = answering(() => encodeIdGetReply(1n));

interface Scene {
  readonly world: World;
  readonly host: SimHost;
  readonly there: SimHost;
  readonly server: ScriptedServer;
  readonly pool: Pool;
  readonly ask: () => Promise<bigint>;
}

/** A pool and a server; nothing of either may be left at the end. */
async function scene(script: Script, body: (scene: Scene) => Promise<void>): Promise<void> {
  const world = new World(1);
  const host = world.host('client');
  const there = world.host('server');
  await world.run(async () => {
    const server = await startScripted(there, 22000, script);
    const pool = new Pool(host, CONFIG);
    const ask = () => exchange(pool, server.address, question, CONFIG.requestTimeoutMs);
    await body({ world, host, there, server, pool, ask });
    await pool.close();
    expect(host.open).toEqual([]);
    await server.stop();
    await world.settled();
    expect(server.failures).toEqual([]);
  });
}

describe('Pool', () => {
  it('keeps as many idle connections as it may, and drops the others', () =>
    scene(answer, async ({ host, server, ask }) => {
      await Promise.all(Array.from({ length: 8 }, ask));
      expect(server.accepted).toBe(8);
      expect(host.openSockets).toBe(3);
      await Promise.all(Array.from({ length: 3 }, ask));
      expect(server.accepted).toBe(8);
    }));

  // Spec: CLIENT-POOL
  it('drops what was idle for too long, each connection in its time, and has no timer when none is idle', () =>
    scene(answer, async ({ world, host, ask }) => {
      await Promise.all([ask(), ask()]);
      await world.sleep(6_000);
      await ask();
      expect(host.openSockets).toBe(2);
      await world.sleep(5_000);
      expect(host.openSockets).toBe(1);
      await world.sleep(6_000);
      expect(host.open).toEqual([]);
    }));

  it('does not let a connection go while it is in use', () => {
    const slow: Script = async (peer) => {
      while ((await peer.request()) !== undefined) {
        await world?.sleep(1_900);
        await peer.send(encodeIdGetReply(5n));
      }
    };
    let world: World | undefined;
    return scene(slow, async (all) => {
      world = all.world;
      await all.ask();
      await all.world.sleep(9_000);
      expect(await all.ask()).toBe(5n);
      expect(all.server.accepted).toBe(1);
    });
  });

  it('notices a connection that the server ends or resets while it is idle', () =>
    scene(answer, async ({ world, host, there, server, ask }) => {
      await Promise.all([ask(), ask()]);
      world.network.cut(there);
      await world.sleep(100);
      expect(host.openSockets).toBe(0);
      await ask();
      expect(server.accepted).toBe(3);
    }));

  // Spec: CLIENT-POOL
  it('drops a connection on which bytes come unasked', () => {
    const chatty: Script = async (peer) => {
      await peer.request();
      await peer.send(encodeIdGetReply(BigInt(peer.index)));
      await world?.sleep(500);
      await peer.send(encodeIdGetReply(666n));
      await peer.untilEnd();
    };
    let world: World | undefined;
    return scene(chatty, async (all) => {
      world = all.world;
      expect(await all.ask()).toBe(0n);
      await all.world.sleep(1_000);
      expect(all.host.openSockets).toBe(0);
      expect(await all.ask()).toBe(1n);
    });
  });

  // Spec: CLIENT-POOL
  it('replaces a kept connection that turns out to be dead by a new one, once', () => {
    // The first connection dies at its second request, every later one at its first.
    const dying: Script = async (peer) => {
      await peer.request();
      if (peer.index > 0) return;
      await peer.send(encodeIdGetReply(1n));
      await peer.request();
    };
    return scene(dying, async ({ server, ask }) => {
      expect(await ask()).toBe(1n);
      await expect(ask()).rejects.toThrow('the peer ended after 0 of 10 bytes');
      expect(server.accepted).toBe(2);
    });
  });

  // Spec: CLIENT-POOL
  it('does not ask again when a kept connection dies within a reply', () => {
    const cut: Script = async (peer) => {
      await peer.request();
      await peer.send(encodeIdGetReply(1n));
      await peer.request();
      await peer.send(encodeIdGetReply(2n).subarray(0, 4));
    };
    return scene(cut, async ({ server, ask }) => {
      await ask();
      await expect(ask()).rejects.toThrow('the peer ended after 4 of 10 bytes');
      expect(server.accepted).toBe(1);
    });
  });

  it('tells of a server that cannot be reached', () =>
    scene(answer, async ({ there, pool, server, ask }) => {
      there.incoming = 'refuse';
      await expect(ask()).rejects.toBeInstanceOf(ConnectionLost);
      there.incoming = 'hang';
      await expect(pool.connect(server.address)).rejects.toBeInstanceOf(ConnectionLost);
    }));

  it('ends requests and connects under way when it is closed, and begins none afterwards', () =>
    scene(
      (peer) => peer.untilEnd(),
      async ({ world, host, there, pool, ask }) => {
        const asking = ask().catch((error) => error);
        await world.sleep(100);
        there.incoming = 'hang';
        const connecting = ask().catch((error) => error);
        await world.sleep(10);
        there.incoming = 'accept';
        const late = ask().catch((error) => error);
        const closingMs = world.nowMs;
        await pool.close();
        expect(world.nowMs - closingMs).toBeLessThan(1_000);
        expect(host.open).toEqual([]);
        expect(await asking).toBeInstanceOf(ConnectionLost);
        expect(await connecting).toBeInstanceOf(ClientClosed);
        expect(await late).toBeInstanceOf(ClientClosed);
        await expect(ask()).rejects.toBeInstanceOf(ClientClosed);
      },
    ));
});
