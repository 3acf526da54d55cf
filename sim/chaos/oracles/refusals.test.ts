import { describe, expect, it } from 'vitest';
import { Command } from '../../../src/protocol/command.ts';
import { Hardships } from '../hardships.ts';
import { Room } from '../room.ts';
import type { MachineFacts, Observations } from './observations.ts';
import { refusals } from './refusals.ts';
import { entry, observed, QUIET_PLAN, refused, wire } from './sampleObservations.ts';
import type { Refused } from './wire/refusalWatch.ts';

const PATHS = ['/data/group001/path1', '/data/group001/path2'];
const plan = {
  ...QUIET_PLAN,
  topology: { ...QUIET_PLAN.topology, groups: [{ storages: 2, storePaths: 2, volumeBytes: 1 }] },
};
const machines: MachineFacts[] = [
  { name: 'id1', kind: 'id', ip: '10.0.0.2' },
  { name: 'id2', kind: 'id', ip: '10.0.0.3' },
  { name: 'g1s1', kind: 'storage', ip: '10.0.0.4', group: 'group001' },
];

/** A proper request of `client1` to `g1s1` that was refused. */
function refusal(command: Command, errorNumber: number, parts: Partial<Refused> = {}): Refused {
  return {
    ...{ client: 'client1', server: 'g1s1', serverKind: 'storage', command, proper: true, appid: 'tnvideo', size: 100 },
    ...{ joined: false, errorNumber, description: '[g1s1] no', sentMs: 5_000, repliedMs: 5_010 },
    ...parts,
  };
}

/** The statements that a refusal does not follow. */
function judged(one: Refused, parts: Partial<Observations> = {}, tried: readonly string[] = []): string[] {
  const facts = wire({ refusals: [one], triedIdServer: (_, ip) => tried.includes(ip) });
  return refusals(observed({ plan, machines, wire: facts, ...parts })).map(({ statement }) => statement);
}

function hardship(...felt: Parameters<Hardships['note']>): Partial<Observations> {
  const hardships = new Hardships();
  hardships.note(...felt);
  return { hardships };
}

describe('a refusal', () => {
  it('of what is malformed is 400, and nothing else is', () => {
    expect(judged(refusal(Command.filesize, 400))).toEqual(['ERR-DESERVED']);
    expect(judged(refusal(Command.filesize, 400, { proper: false }))).toEqual([]);
    expect(judged(refusal(Command.filesize, 404, { proper: false }))).toEqual(['ERR-DESERVED']);
  });

  it('has a number that its command may have', () => {
    expect(judged(refusal(Command.upload, 404))).toEqual(['ERR-DESERVED']);
    expect(judged(refusal(Command.filesize, 409))).toEqual(['ERR-DESERVED']);
    expect(judged(refusal(Command.filesize, 416))).toEqual(['ERR-DESERVED']);
    expect(judged(refusal(Command.upload, 413))).toEqual(['ERR-DESERVED']);
    expect(judged(refusal(Command.idGet, 507))).toEqual(['ERR-DESERVED']);
    for (const [command, number] of [
      [Command.delete, 404],
      [Command.upload, 409],
      [Command.download, 416],
    ] as const) {
      expect(judged(refusal(command, number))).toEqual([]);
    }
  });

  it('of an application is about one that is not configured', () => {
    const tracker = { server: 'tracker1', serverKind: 'tracker' } as const;
    expect(judged(refusal(Command.saddrs, 403, tracker))).toEqual(['TRACKER-APPS']);
    expect(judged(refusal(Command.saddrs, 403, { ...tracker, appid: 'who' }))).toEqual([]);
  });

  it('of a BEAT means that nobody has joined', () => {
    const tracker = { server: 'tracker1', serverKind: 'tracker' } as const;
    expect(judged(refusal(Command.beat, 404, tracker))).toEqual([]);
    expect(judged(refusal(Command.beat, 404, { ...tracker, joined: true }))).toEqual(['TRACKER-BEAT']);
  });

  it('with 500 follows a failure of the disk, and says so', () => {
    const failed = refusal(Command.download, 500);
    expect(judged(failed)).toEqual(['ERR-DESERVED']);
    expect(judged(failed, hardship('g1s1', 'disk io', 5_005, PATHS[0]))).toEqual([]);
    expect(judged(failed, hardship('g1s1', 'disk io', 4_000, PATHS[0]))).toEqual(['ERR-DESERVED']);
    expect(judged(failed, hardship('g1s2', 'disk io', 5_005, PATHS[0]))).toEqual(['ERR-DESERVED']);
    const unforeseen = { ...failed, description: '[g1s1] internal error' };
    expect(judged(unforeseen, hardship('g1s1', 'disk io', 5_005, PATHS[0]))).toEqual(['ERR-DESERVED']);
  });

  it('is not for the cache', () => {
    for (const number of [500, 503]) {
      expect(judged(refusal(Command.filesize, number), hardship('g1s1', 'cache', 5_005))).toEqual(['CACHE-ADVISORY']);
    }
  });

  it('with 503 follows trouble of what is needed', () => {
    const failed = refusal(Command.filesize, 503);
    expect(judged(failed)).toEqual(['ERR-DESERVED']);
    expect(judged(failed, hardship('g1s1', 'database', 5_005))).toEqual([]);
    const hardships = new Hardships();
    hardships.begin('g1s1', 'volume away', 1_000, PATHS[0]);
    expect(judged(failed, { hardships })).toEqual([]);
  });

  it('for want of an id follows a try with every id server', () => {
    const failed = refusal(Command.upload, 503, { description: '[g1s1] no id server gave an id: …' });
    expect(judged(failed, {}, ['10.0.0.2', '10.0.0.3'])).toEqual([]);
    expect(judged(failed, {}, ['10.0.0.3'])).toEqual(['STORAGE-ID-FAILOVER']);
  });

  it('for want of room means that no store path had any', () => {
    const failed = refusal(Command.upload, 507);
    const room = new Room();
    expect(judged(failed, { room })).toEqual(['UPLOAD-NO-SPACE']);
    room.note(PATHS[0] ?? '', 4_500, 99);
    expect(judged(failed, { room })).toEqual(['UPLOAD-NO-SPACE']);
    room.note(PATHS[1] ?? '', 4_000, 99);
    room.note(PATHS[1] ?? '', 4_200, 100);
    expect(judged(failed, { room })).toEqual([]);
    expect(judged({ ...failed, sentMs: 5_300, repliedMs: 5_310 }, { room })).toEqual(['UPLOAD-NO-SPACE']);
    expect(judged(failed, hardship('g1s1', 'disk full', 5_005, PATHS[0]))).toEqual([]);
  });

  it('is passed on by a client that got one, and made up by none', () => {
    const history = [entry(0, { kind: 'filesize', user: 0, file: 0 }, 4_900, 5_100, refused(404))];
    const said = wire({ refusals: [refusal(Command.filesize, 404)] });
    const statements = (parts: Partial<Observations>): string[] =>
      refusals(observed({ plan, machines, history, ...parts })).map(({ statement }) => statement);
    expect(statements({ wire: said })).toEqual([]);
    expect(statements({ wire: wire({}) })).toEqual(['CLIENT-FAILOVER']);
    expect(statements({})).toEqual([]);
  });
});
