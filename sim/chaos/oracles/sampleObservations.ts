import type { FileRow } from '../../../src/store/fileStore.ts';
import { Hardships } from '../hardships.ts';
import type { HistoryEntry, OperationEnd } from '../history.ts';
import type { Operation, Plan } from '../plan.ts';
import { Room } from '../room.ts';
import type { FinalState, Observations } from './observations.ts';
import type { Attempt } from './wire/attempt.ts';

/** A plan in which nothing happens, for the tests of oracles. */
export const QUIET_PLAN: Plan = {
  seed: 7,
  chaosMs: 1_000,
  topology: {
    trackers: 2,
    idServers: 1,
    groups: [{ storages: 2, storePaths: 1, volumeBytes: 1_000_000 }],
    clients: 2,
    heartBeatIntervalMs: 10_000,
    checkActiveIntervalMs: 30_000,
    idStep: 10,
    keyTimeoutSeconds: 60,
    latencyMs: [0.1, 1],
    clockSkewMs: [],
  },
  operations: [],
  faults: [],
};

export const APPID = 'tnvideo';
export const OK: OperationEnd = { outcome: 'ok', value: {} };
export const UNANSWERED: OperationEnd = { outcome: 'unanswered', why: 'the connection was reset' };

/** A refusal with a number. */
export function refused(errorNumber: number): OperationEnd {
  return { outcome: 'refused', errorNumber, why: 'no' };
}

type What = Operation extends infer Kind ? (Kind extends Operation ? Omit<Kind, 'atMs' | 'client'> : never) : never;

/** An operation of `client1` on its file: from when to when, how it ended. */
export function entry(index: number, what: What, startMs: number, endMs: number | undefined, end = OK): HistoryEntry {
  const operation = { ...what, atMs: startMs, client: 0 } as Operation;
  const ids = { appid: APPID, userid: 'user', fileid: 'file' };
  return { index, operation, ...ids, startMs, endMs, end: endMs === undefined ? undefined : end };
}

/** A request of `client1` about its file. */
export function attempt(parts: Partial<Attempt> & Pick<Attempt, 'command' | 'sentMs'>): Attempt {
  return {
    ...{
      client: 'client1',
      server: 'g1s1',
      file: { appid: APPID, userid: 'user', fileid: 'file' },
      offset: 0,
      size: 0,
    },
    ...{ arrivedMs: undefined, repliedMs: undefined, status: undefined, errorNumber: undefined },
    ...parts,
  };
}

/** The row of the file of `client1`. */
export function row(parts: Partial<FileRow> = {}): FileRow {
  const path = '/data/group001/path1/000/000/000/5F_000';
  return { appid: APPID, userid: 'user', fileid: 'file', path, size: 3, ...parts };
}

/** A final state with these rows, and these files on the one volume by their path below the store path. */
export function finalState(rows: readonly FileRow[], files: Readonly<Record<string, Uint8Array>> = {}): FinalState {
  const volume = { group: 'group001', text: '/data/group001/path1', files: new Map(Object.entries(files)) };
  return { atMs: 9_000, rows, volumes: [volume] };
}

/** Observations of a run in which nothing happened but `parts`. */
export function observed(parts: Partial<Observations>): Observations {
  return {
    ...{ plan: QUIET_PLAN, history: [], machines: [], wire: undefined, final: undefined, promised: [], leaks: [] },
    ...{ hardships: new Hardships(), room: new Room() },
    ...parts,
  };
}

/** What went over the wire, when it was only this. */
export function wire(parts: Partial<NonNullable<Observations['wire']>>): NonNullable<Observations['wire']> {
  return {
    ...{ attempts: [], ids: [], routes: [], refusals: [], silences: [], violations: [], triedIdServer: () => false },
    ...parts,
  };
}
