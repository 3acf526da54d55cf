import { z } from 'zod';
import { CACHE_TROUBLES, DATABASE_TROUBLES } from './plan.ts';

/** More than this of anything is no plan but a mistake. */
const MANY = 1_000;

const whole = z.int().min(0);
const milliseconds = z.number().min(0);
const rate = z.number().min(0).max(1);
const machine = z.enum(['tracker', 'id', 'storage']);
const target = z.strictObject({ kind: z.enum([...machine.options, 'client']), index: whole });
const several = z.int().min(1).max(MANY);

const topology = z.strictObject({
  trackers: several,
  idServers: several,
  groups: z
    .array(z.strictObject({ storages: several, storePaths: several, volumeBytes: whole }))
    .min(1)
    .max(MANY),
  clients: several,
  heartBeatIntervalMs: z.number().positive(),
  checkActiveIntervalMs: z.number().positive(),
  idStep: z.int().min(1),
  keyTimeoutSeconds: z.number().positive(),
  latencyMs: z.tuple([milliseconds, milliseconds]),
  bytesPerMs: z.number().positive().exactOptional(),
  clockSkewMs: z.array(z.number()),
});

const step = { atMs: milliseconds, client: whole };
const file = { user: whole, file: whole };
const operation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('upload'), ...step, ...file, size: whole, content: z.int() }),
  z.strictObject({ kind: z.literal('filesize'), ...step, ...file }),
  z.strictObject({ kind: z.literal('download'), ...step, ...file, offset: z.int(), size: z.int() }),
  z.strictObject({ kind: z.literal('delete'), ...step, ...file }),
  z.strictObject({ kind: z.literal('locate'), ...step, ...file }),
  z.strictObject({ kind: z.literal('groups'), ...step }),
  z.strictObject({ kind: z.literal('list'), ...step, user: whole, limit: whole }),
  z.strictObject({ kind: z.literal('describe'), ...step, ...file, name: whole }),
  z.strictObject({ kind: z.literal('ids'), ...step, key: whole, count: whole }),
  z.strictObject({ kind: z.literal('trespass'), ...step, ...file, as: z.enum(['application', 'user']) }),
  z.strictObject({
    ...{ kind: z.literal('garbage'), ...step, target: machine, bytes: whole },
    cut: z.enum(['end', 'abort', 'silence']),
  }),
  z.strictObject({ kind: z.literal('cutUpload'), ...step, ...file, size: whole, content: z.int(), sent: whole }),
]);

const volume = whole.exactOptional();
const span = { atMs: milliseconds, lastsMs: milliseconds };
const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    ...{ kind: z.literal('crash'), ...span, target },
    ...{ connections: z.enum(['reset', 'closed', 'silent']), disk: z.enum(['lost', 'torn', 'kept']) },
  }),
  z.strictObject({
    kind: z.literal('crashAtDisk'),
    ...span,
    target,
    nth: whole,
    starting: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('rollingRestart'), ...span, of: machine, pauseMs: milliseconds }),
  z.strictObject({ kind: z.literal('pause'), ...span, target }),
  z.strictObject({
    ...{ kind: z.literal('partition'), ...span, from: target, to: target },
    ways: z.union([z.literal(1), z.literal(2)]),
  }),
  z.strictObject({ kind: z.literal('isolate'), ...span, target }),
  z.strictObject({ kind: z.literal('cutConnections'), ...span, target }),
  z.strictObject({
    ...{ kind: z.literal('strikeInTransit'), ...span, of: machine, nth: whole },
    how: z.enum(['cut', 'stop', 'reset', 'closed', 'silent']),
    requests: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('incoming'), ...span, target, how: z.enum(['refuse', 'hang']) }),
  z.strictObject({ kind: z.literal('clog'), ...span, target, factor: z.number().positive() }),
  z.strictObject({ kind: z.literal('slowDisk'), ...span, target, factor: z.number().positive() }),
  z.strictObject({
    ...{ kind: z.literal('diskError'), ...span, target, reason: z.enum(['io', 'full']), times: whole },
    skip: whole.exactOptional(),
    operation: z.enum(['append', 'sync', 'link', 'unlink', 'syncFolder', 'open', 'readAt', 'create', 'makeFolders']),
  }),
  z.strictObject({
    ...{ kind: z.literal('fullVolume'), ...span, group: whole, volume },
    leavesBytes: whole.exactOptional(),
  }),
  z.strictObject({
    ...{ kind: z.literal('unmount'), ...span, target, volume },
    shows: z.enum(['nothing', 'errors']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('splitBrain'), ...span, group: whole, volume, rate }),
  z.strictObject({ kind: z.literal('lostVolumeQuorum'), ...span, target, volume }),
  z.strictObject({ kind: z.literal('blockedVolume'), ...span, group: whole, volume }),
  z.strictObject({ kind: z.literal('blackout'), ...span, group: whole, disk: z.enum(['lost', 'torn']) }),
  z.strictObject({ kind: z.literal('clockJump'), ...span, target, byMs: z.number() }),
  z.strictObject({ kind: z.literal('clockDrift'), ...span, target, msPerSecond: z.number() }),
  z.strictObject({
    ...{ kind: z.literal('database'), ...span, database: z.enum(['tracker', 'ids', 'storage']) },
    ...{
      how: z.enum(DATABASE_TROUBLES),
      rate,
      latencyMs: milliseconds,
      target: target.exactOptional(),
    },
  }),
  z.strictObject({
    ...{ kind: z.literal('cache'), ...span, how: z.enum(CACHE_TROUBLES) },
    ...{ rate, latencyMs: milliseconds, target: target.exactOptional() },
  }),
]);

/** What a plan may be when it comes from a file; a test holds it against the types. */
export const planSchema = z.strictObject({
  seed: whole,
  chaosMs: milliseconds,
  topology,
  operations: z.array(operation),
  faults: z.array(fault),
});
