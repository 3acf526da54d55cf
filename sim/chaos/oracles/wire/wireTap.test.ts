import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/host/connection.ts';
import { encodeBeatRequest } from '../../../../src/protocol/beat.ts';
import { Command, ReplyCommand } from '../../../../src/protocol/command.ts';
import { encodeDeleteRequest } from '../../../../src/protocol/delete.ts';
import { encodeDownloadRequest } from '../../../../src/protocol/download.ts';
import { encodeFailure } from '../../../../src/protocol/failure.ts';
import { encodeHead } from '../../../../src/protocol/head.ts';
import { encodeIdGetReply, encodeIdGetRequest } from '../../../../src/protocol/idGet.ts';
import { encodeJoinRequest } from '../../../../src/protocol/join.ts';
import { successPacket } from '../../../../src/protocol/packet.ts';
import { encodeSaddrsReply, encodeSaddrsRequest } from '../../../../src/protocol/saddrs.ts';
import type { SimHost } from '../../../host/simHost.ts';
import { World } from '../../../world.ts';
import type { Mark } from '../../history.ts';
import { PORTS } from '../../names.ts';
import type { MachineKind } from '../../plan.ts';
import { WireTap } from './wireTap.ts';

const FILE = { appid: 'tnvideo', userid: 'alice', fileid: 'f1' };
const DONE = successPacket(ReplyCommand.storage, 0);
const NO = encodeFailure(ReplyCommand.storage, { errorNumber: 404, description: '[server] no such file' });
const CHECK_MS = 30_000;

/** One step of a conversation: what either side sends, a pause, or the end of what the server sends. */
type Step =
  | { readonly client: Uint8Array }
  | { readonly server: Uint8Array }
  | { readonly pauseMs: number }
  | 'goodbye';

/** What a tap notices while a client and a server say these things to each other, one after another. */
async function heard(kind: MachineKind, steps: readonly Step[]): Promise<WireTap & { marks: Mark[] }> {
  const world = new World(5, { network: { windows: { sendBytes: 100_000, receiveBytes: 100_000 } } });
  const marks: Mark[] = [];
  const tap = new WireTap({
    nowMs: () => world.nowMs,
    checkActiveIntervalMs: CHECK_MS,
    mark: (mark) => void marks.push(mark),
  });
  world.network.tap = tap;
  await world.run(async () => {
    const server = world.host('server');
    const client = world.host('client1');
    const { near, far } = await connected(world, client, server, PORTS[kind]);
    await listening(client);
    for (const step of steps) {
      if (step === 'goodbye') far.end();
      else if ('pauseMs' in step) await world.sleep(step.pauseMs);
      else await ('client' in step ? near.write(step.client) : far.write(step.server));
      await world.sleep(10);
    }
    near.abort();
    far.abort();
    await world.sleep(10);
  });
  return Object.assign(tap, { marks });
}

async function connected(
  world: World,
  client: SimHost,
  server: SimHost,
  port: number,
): Promise<{ near: Connection; far: Connection }> {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  await server.network.listen({ host: '0.0.0.0', port }, resolve);
  const near = await client.network.connect({ host: server.ip, port }, { timeoutMs: 1_000 });
  const far = await promise;
  await world.sleep(1);
  return { near, far };
}

/** A storage listens where it says that it does. */
async function listening(storage: SimHost): Promise<void> {
  await storage.network.listen({ host: '0.0.0.0', port: PORTS.storage }, (connection) => connection.abort());
}

async function complaints(kind: MachineKind, steps: readonly Step[]): Promise<string[]> {
  return (await heard(kind, steps)).violations.map(({ statement }) => statement);
}

const ask = (bytes: Uint8Array): Step => ({ client: bytes });
const say = (bytes: Uint8Array): Step => ({ server: bytes });

describe('a tap on the wire', () => {
  it('notes when requests about files were sent, arrived and were replied to, and how', async () => {
    const range = encodeDownloadRequest({ ...FILE, offset: 7n, size: 0n });
    const { attempts, violations } = await heard('storage', [
      ask(encodeDeleteRequest(FILE)),
      say(DONE),
      ask(range),
      say(NO),
    ]);
    expect(violations).toEqual([]);
    expect(attempts).toMatchObject([
      { client: 'client1', server: 'server', command: Command.delete, file: FILE, status: 0 },
      { command: Command.download, offset: 7, status: -3, errorNumber: 404 },
    ]);
    const [first] = attempts;
    expect(first?.sentMs).toBeLessThan(first?.arrivedMs ?? 0);
    expect(first?.arrivedMs).toBeLessThan(first?.repliedMs ?? 0);
  });

  it('knows that half a request has not arrived, and that nothing was replied', async () => {
    const { attempts, marks } = await heard('storage', [ask(encodeDeleteRequest(FILE).subarray(0, 409))]);
    expect(attempts).toEqual([]);
    expect(marks.map(({ lane, from, text }) => [lane, from, text]).sort()).toEqual([
      ['client1', 'server', expect.stringMatching(/^connection to server:23000: /)],
      ['server', 'client1', 'DELETE from client1: not all of it arrived'],
      ['server', 'client1', 'connection from client1: was aborted'],
    ]);
  });

  it('notes ids and routes', async () => {
    const { ids } = await heard('id', [ask(encodeIdGetRequest('path')), say(encodeIdGetReply(12n))]);
    expect(ids).toMatchObject([{ key: 'path', id: 12n, server: 'server', client: 'client1' }]);
  });

  it('complains of replies that are out of order, ill-formed, or to nothing', async () => {
    const question = ask(encodeDeleteRequest(FILE));
    const withoutHost = encodeFailure(ReplyCommand.storage, { errorNumber: 404, description: 'no such file' });
    const strange = encodeFailure(ReplyCommand.storage, { errorNumber: 7, description: '[server] ?' });
    expect(await complaints('storage', [question, say(DONE)])).toEqual([]);
    expect(await complaints('storage', [question, say(DONE), say(DONE)])).toEqual(['CONN-ORDER']);
    expect(await complaints('storage', [say(DONE)])).toEqual(['CONN-ORDER']);
    expect(await complaints('storage', [question, say(successPacket(ReplyCommand.tracker, 0))])).toEqual([
      'WIRE-REPLY-COMMANDS',
    ]);
    expect(await complaints('storage', [question, say(successPacket(ReplyCommand.storage, 8))])).toEqual([
      'WIRE-BODY-LENGTH',
    ]);
    expect(await complaints('storage', [question, say(withoutHost)])).toEqual(['WIRE-FAILURE']);
    expect(await complaints('storage', [question, say(strange)])).toEqual(['ERR-NUMBERS']);
    const status = encodeHead({ bodyLength: 0n, command: ReplyCommand.storage, status: 5 });
    expect(await complaints('storage', [question, say(status)])).toEqual(['WIRE-REPLY-STATUS']);
    const body = Buffer.concat([
      encodeHead({ bodyLength: 1n, command: ReplyCommand.storage, status: -3 }),
      Buffer.alloc(1),
    ]);
    expect(await complaints('storage', [question, say(body)])).toEqual(['CONN-IN-STEP']);
  });

  it('complains of success before the whole request is there, but not of an early refusal', async () => {
    const half = ask(encodeDeleteRequest(FILE).subarray(0, 200));
    expect(await complaints('storage', [half, say(DONE)])).toEqual(['CONN-ORDER']);
    expect(await complaints('storage', [half, say(NO)])).toEqual([]);
  });

  it('lets a server say that it has too many connections, unasked, once', async () => {
    const full = encodeFailure(ReplyCommand.storage, {
      errorNumber: 503,
      description: '[server] too many connections',
    });
    expect(await complaints('storage', [say(full)])).toEqual([]);
    expect(await complaints('storage', [say(full), say(full)])).toEqual(['CONN-IN-STEP']);
  });

  it('complains of a client that does not wait for the reply, or goes on after a refusal', async () => {
    const question = ask(encodeDeleteRequest(FILE));
    expect(await complaints('storage', [question, question])).toEqual(['CONN-NO-PIPELINING']);
    expect(await complaints('storage', [question, say(NO), question])).toEqual(['CLIENT-POOL']);
  });

  it('complains of a download that is not as long as was asked for', async () => {
    const question = ask(encodeDownloadRequest({ ...FILE, offset: 0n, size: 5n }));
    const content = (size: number): Step => say(successPacket(ReplyCommand.storage, size));
    expect(await complaints('storage', [question, content(5)])).toEqual([]);
    expect(await complaints('storage', [question, content(4)])).toEqual(['WIRE-DOWNLOAD']);
  });
});

describe('what a tap makes of answers to SADDRS', () => {
  const GROUP = { group: 'group001', hostname: 'client1' };
  const JOIN = encodeJoinRequest({ ...GROUP, version: '1.0', port: PORTS.storage, startTime: 0n, joinTime: 0n });
  const OWN = `10.0.0.2:${PORTS.storage}`;
  const OK = successPacket(ReplyCommand.tracker, 0);
  const joined = [ask(JOIN), say(OK)];
  const beaten = [...joined, ask(encodeBeatRequest(GROUP)), say(OK)];
  const answer = (...addresses: string[]): Step[] => [
    ask(encodeSaddrsRequest(FILE)),
    say(encodeSaddrsReply({ group: 'group001', addresses })),
  ];

  it('is content with a storage whose last BEAT is young enough', async () => {
    const tap = await heard('tracker', [...beaten, { pauseMs: CHECK_MS - 1_000 }, ...answer(OWN)]);
    expect(tap.violations).toEqual([]);
    expect(tap.routes).toMatchObject([{ userid: 'alice', group: 'group001', server: 'server' }]);
  });

  it('complains of a storage that is not ACTIVE, unknown, of another group, named twice or left out', async () => {
    const tooLate = [...beaten, { pauseMs: CHECK_MS + 1_000 }, ...answer(OWN)];
    expect(await complaints('tracker', tooLate)).toEqual(['SADDRS-ACTIVE']);
    expect(await complaints('tracker', [...joined, ...answer(OWN)])).toEqual(['SADDRS-ACTIVE']);
    expect(await complaints('tracker', [...beaten, ...answer('10.0.0.9:1', OWN)])).toEqual(['SADDRS-ACTIVE']);
    expect(await complaints('tracker', [...beaten, ...answer(OWN, OWN)])).toEqual(['SADDRS-ACTIVE']);
    expect(await complaints('tracker', [...beaten, ...answer('10.0.0.9:1')])).toEqual([
      'SADDRS-ACTIVE',
      'TRACKER-STATES',
    ]);
    const elsewhere = [ask(encodeSaddrsRequest(FILE)), say(encodeSaddrsReply({ group: 'other', addresses: [OWN] }))];
    expect(await complaints('tracker', [...beaten, ...elsewhere])).toEqual(['SADDRS-ACTIVE']);
  });

  it('complains of a refusal for want of an ACTIVE storage that is there', async () => {
    const description = '[server] no storage of group "group001" is active';
    const refusal = say(encodeFailure(ReplyCommand.tracker, { errorNumber: 503, description }));
    expect(await complaints('tracker', [...joined, ask(encodeSaddrsRequest(FILE)), refusal])).toEqual([]);
    expect(await complaints('tracker', [...beaten, ask(encodeSaddrsRequest(FILE)), refusal])).toEqual([
      'TRACKER-STATES',
    ]);
  });

  it('complains of a storage that joins before it listens', async () => {
    const early = encodeJoinRequest({ ...GROUP, version: '1.0', port: 9, startTime: 0n, joinTime: 0n });
    expect(await complaints('tracker', [ask(early), say(OK)])).toEqual(['STORAGE-READY']);
  });
});

describe('what a wire tap notes of a server that ends a connection', () => {
  const request = ask(encodeSaddrsRequest(FILE));

  it('is a request that was there and got no answer, and when none could come any more', async () => {
    const [silence] = (await heard('tracker', [request, 'goodbye', { pauseMs: 500 }])).silences;
    expect(silence).toMatchObject({ client: 'client1', server: 'server', command: Command.saddrs });
    expect((silence?.cutMs ?? 0) - (silence?.arrivedMs ?? 0)).toBeLessThan(100);
    expect(silence?.cutMs).toBeGreaterThan(silence?.arrivedMs ?? 0);
  });

  it('tells a request that crossed the end on its way from one that was there', async () => {
    const [silence] = (await heard('tracker', ['goodbye', request, { pauseMs: 500 }])).silences;
    expect(silence?.cutMs).toBeLessThan(silence?.arrivedMs ?? 0);
  });
});
