import { describe, expect, it, vi } from 'vitest';
import { World } from '../../sim/world.ts';
import { TRIAL_LIMITS, trial } from '../../test/server/trial.ts';
import { ECHO, request, TRIAL_REPLY, trialCommands } from '../../test/server/trialCommands.ts';
import { type Connection, HANDED_OVER } from '../host/connection.ts';
import { Turns } from '../host/turns.ts';
import { Pace } from '../wire/pace.ts';
import { Conversation } from './conversation.ts';
import { MALFORMED_INTERVAL_MS, REQUESTS_A_TURN, RESUMED_A_TURN, UNWANTED_BYTES_PER_MS } from './limits.ts';
import { RequestRecord } from './requestRecord.ts';
import { RequestTurns } from './requestTurns.ts';

describe('a crowd of requests on one connection', () => {
  /** Peers, by address, and how many requests come at once on each of their connections. */
  type Crowd = Readonly<Record<string, readonly number[]>>;

  const ADDRESS = { host: 'server', port: 1 };

  /** What a conversation needs, as a server gives it. */
  function serverOf(host: ReturnType<World['host']>) {
    const commands = trialCommands(host);
    return {
      plan: { address: ADDRESS, limits: TRIAL_LIMITS, replyCommand: TRIAL_REPLY, commands } as const,
      shared: {
        commands: new Map(commands.map((command) => [command.code, command])),
        record: new RequestRecord(host),
        pace: new Pace(host, 1),
        turns: new RequestTurns(host.timers),
        malformed: new Turns(1),
      },
    };
  }

  /** A connection on which `requests` have come at once. */
  function connectionWith(peer: string, requests: Buffer[], onReply: () => void): Connection {
    const { promise: closed, resolve: abort } = Promise.withResolvers<void>();
    const flood: (Buffer | null)[] = [Buffer.concat(requests)];
    return {
      local: ADDRESS,
      peer: { host: peer, port: 2 },
      closed,
      abort,
      read: async () => flood.shift() ?? null,
      write() {
        onReply();
        return HANDED_OVER;
      },
      end() {},
    };
  }

  /** The peers that got a reply, in each turn of the event loop. */
  async function repliesATurn(world: World, crowd: Crowd): Promise<string[][]> {
    const host = world.host('server');
    const turns: string[][] = [[]];
    let over = false;
    const nextTurn = (): void => {
      turns.push([]);
      if (!over) host.timers.after(0, nextTurn);
    };
    const { plan, shared } = serverOf(host);
    const connected = (peer: string, count: number): Connection => {
      const requests = Array.from({ length: count }, () => request(ECHO));
      return connectionWith(peer, requests, () => turns.at(-1)?.push(peer));
    };
    host.timers.after(0, nextTurn);
    const conversations = Object.entries(crowd).flatMap(([peer, counts]) =>
      counts.map((count) => new Conversation(host, plan, shared, connected(peer, count), () => {}).run()),
    );
    await Promise.all(conversations);
    over = true;
    return turns;
  }

  // Spec: CONN-FAIR
  it('is answered a few at a time: others have their turn between them', async () => {
    const world = new World(1);
    const turns = await world.run(() => repliesATurn(world, { '10.0.0.1': [1_000] }));
    expect(turns.flat().length).toBe(1_000);
    expect(Math.max(...turns.map((replies) => replies.length))).toBeLessThanOrEqual(REQUESTS_A_TURN);
  });

  // Spec: CONN-FAIR
  it('is answered a few at a time on however many connections it comes', async () => {
    const world = new World(1);
    const many = Array<number>(100).fill(100);
    const turns = await world.run(() => repliesATurn(world, { '10.0.0.1': many }));
    expect(turns.flat().length).toBe(10_000);
    expect(turns.length).toBeGreaterThan(10_000 / (REQUESTS_A_TURN + RESUMED_A_TURN));
    // All may have come in the first turn: each has one answered then.
    const later = turns.slice(2).map((replies) => replies.length);
    expect(Math.max(...later)).toBeLessThanOrEqual(REQUESTS_A_TURN + RESUMED_A_TURN);
  });

  // Spec: CONN-FAIR
  it('leaves their share to other peers, however many connections it has', async () => {
    const world = new World(1);
    const turns = await world.run(() =>
      repliesATurn(world, { '10.0.0.1': Array<number>(100).fill(100), '10.0.0.2': [100] }),
    );
    const replies = turns.flat();
    expect(replies.length).toBe(10_100);
    expect(replies.lastIndexOf('10.0.0.2')).toBeLessThan(3_000);
  });

  // Spec: CONN-FAIR
  it('that are malformed is answered at a bounded pace, however many send them', () =>
    trial(async ({ world, connect }) => {
      const count = 300;
      const peers = await Promise.all(Array.from({ length: 4 }, connect));
      const startMs = world.nowMs;
      const flood = Array.from({ length: count }, () => request(77));
      const sent = peers.map((peer) => peer.send(...flood));
      const good = await connect();
      expect((await good.ask(request(ECHO))).errorNumber).toBe(0);
      expect(world.nowMs - startMs).toBeLessThan(100);
      for (const peer of peers) {
        for (let at = 0; at < count; at++) expect((await peer.reply()).errorNumber).toBe(400);
      }
      expect(world.nowMs - startMs).toBeGreaterThan(peers.length * count * MALFORMED_INTERVAL_MS * 0.99);
      await Promise.all(sent);
    }));

  // Spec: CONN-FAIR
  it("that are malformed, on connections that are broken off, is nobody's turn any more", () =>
    trial(
      async ({ world, connect }) => {
        const peers = await Promise.all(Array.from({ length: 300 }, connect));
        await Promise.all(peers.map((peer) => peer.send(request(ECHO), request(77))));
        const last = await connect();
        // They have an answer that they did not read, and reset their connections.
        for (const peer of peers) peer.connection.abort();
        const startMs = world.nowMs;
        expect((await last.ask(request(77))).errorNumber).toBe(400);
        expect(world.nowMs - startMs).toBeLessThan(20 * MALFORMED_INTERVAL_MS);
      },
      { limits: { connectionsMax: 1_000 } },
    ));

  // Spec: CONN-MEMORY
  it('that are malformed, or refused before their bodies are read, leaves nothing waiting for the end of the connection', async () => {
    const world = new World(1);
    const host = world.host('server');
    const { plan, shared } = serverOf(host);
    let replies = 0;
    const requests = Array.from({ length: 100 }, () => request(77, Buffer.alloc(10)));
    const connection = connectionWith('10.0.0.1', requests, () => replies++);
    const waiting = vi.spyOn(connection.closed, 'then');
    await world.run(() => new Conversation(host, plan, shared, connection, () => {}).run());
    expect(replies).toBe(100);
    expect(waiting.mock.calls.length).toBeLessThan(5);
  });

  // Spec: CONN-FAIR
  it('that is garbage is read no faster than a server can bear, however many send it', () =>
    trial(
      async ({ world, host, connect }) => {
        const peers = await Promise.all(Array.from({ length: 8 }, connect));
        const startMs = world.nowMs;
        let sent = 0;
        const floods = peers.map(async (peer) => {
          await peer.send(request(77, Buffer.alloc(0), 2n ** 62n));
          for (;;) {
            await peer.send(Buffer.alloc(65_536)).catch(() => (sent = Number.NaN));
            if (Number.isNaN(sent) || world.nowMs - startMs > 2_000) return;
            sent += 65_536;
          }
        });
        expect((await (await connect()).ask(request(ECHO))).errorNumber).toBe(0);
        await Promise.all(floods);
        expect(sent / (world.nowMs - startMs)).toBeLessThan(1.5 * UNWANTED_BYTES_PER_MS);
        for (const peer of peers) await peer.leave();
        await world.sleep(1_000);
        expect(host.openSockets).toBe(2);
      },
      { limits: { connectionsMax: 100 } },
    ));
});
