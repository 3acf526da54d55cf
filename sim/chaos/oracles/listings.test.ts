import { describe, expect, it } from 'vitest';
import { Command } from '../../../src/protocol/command.ts';
import type { HistoryEntry, OperationEnd, Violation } from '../history.ts';
import { descriptions } from './descriptions.ts';
import { linearizability } from './linearizability.ts';
import { listings } from './listings.ts';
import { attempt, entry, OK, observed, refused, UNANSWERED, wire } from './sampleObservations.ts';

const FILE = { user: 0, file: 0 };
const statements = (violations: readonly Violation[]): string[] => violations.map(({ statement }) => statement);

function listing(
  startMs: number,
  endMs: number,
  ...listed: { fileid?: string; size?: number; name?: string }[]
): HistoryEntry {
  const files = listed.map(({ fileid = 'file', size = 3, name = '' }) => ({ fileid, size, name }));
  return {
    ...entry(9, { kind: 'list', user: 0, limit: 2 }, startMs, endMs, { outcome: 'ok', value: { listed: files } }),
  };
}

describe('a listing, as a sight of each file of its user', () => {
  const upload = (startMs: number, endMs: number, end: OperationEnd = OK): HistoryEntry =>
    entry(0, { kind: 'upload', ...FILE, size: 3, content: 1 }, startMs, endMs, end);
  const remove = (startMs: number, endMs: number): HistoryEntry =>
    entry(1, { kind: 'delete', ...FILE }, startMs, endMs);
  const judged = (...history: HistoryEntry[]): string[] =>
    statements(linearizability(observed({ history })).violations);

  it('has a file that was stored before, with its size, and none that was deleted before', () => {
    expect(judged(upload(0, 1), listing(2, 3, {}))).toEqual([]);
    expect(judged(upload(0, 1), listing(2, 3))).toEqual(['LIST-COMPLETE']);
    expect(judged(upload(0, 1), listing(2, 3, { size: 4 }))).toEqual(['LIST-COMPLETE']);
    expect(judged(upload(0, 1), remove(2, 3), listing(4, 5))).toEqual([]);
    expect(judged(upload(0, 1), remove(2, 3), listing(4, 5, {}))).toEqual(['LIST-COMPLETE']);
    expect(judged(listing(2, 3, {}), upload(4, 5))).toEqual(['LIST-COMPLETE']);
  });

  it('may have a file or not that changes meanwhile, or may have changed', () => {
    for (const files of [[], [{}]]) {
      expect(judged(upload(0, 5), listing(2, 3, ...files))).toEqual([]);
      expect(judged(upload(0, 1), remove(2, 6), listing(3, 4, ...files))).toEqual([]);
      expect(judged(upload(0, 1, UNANSWERED), listing(2, 3, ...files))).toEqual([]);
    }
  });

  it('that did not come to its end says nothing', () => {
    for (const end of [refused(503), UNANSWERED]) {
      const broken = entry(9, { kind: 'list', user: 0, limit: 2 }, 2, 3, end);
      expect(judged(upload(0, 1), broken)).toEqual([]);
      expect(listings(observed({ history: [broken] }))).toEqual([]);
    }
  });

  it('has no file twice, and none that is not its user’s', () => {
    const seen = (...files: { fileid?: string }[]): string[] =>
      statements(listings(observed({ history: [upload(0, 1), listing(2, 3, ...files)] })));
    expect(seen({})).toEqual([]);
    expect(seen({}, {})).toEqual(['LIST-COMPLETE']);
    expect(seen({}, { fileid: 'other' })).toEqual(['LIST-WHOSE']);
  });
});

describe('the name of a listed file', () => {
  const done = (sentMs: number, command: Command, note?: string) =>
    attempt({ command, sentMs, repliedMs: sentMs + 1, status: 0, note });
  const upload = done(0, Command.upload);
  const described = done(2, Command.describe, 'one');
  const failed = (sentMs: number, note: string, errorNumber: number) =>
    attempt({ command: Command.describe, sentMs, repliedMs: sentMs + 1, status: -3, errorNumber, note });
  const unheard = attempt({ command: Command.describe, sentMs: 1, note: 'one' });
  const judged = (name: string, ...attempts: ReturnType<typeof attempt>[]): string[] =>
    statements(descriptions(observed({ history: [listing(10, 12, { name })], wire: wire({ attempts }) })));

  it('is the one it was given last', () => {
    expect(judged('one', upload, described)).toEqual([]);
    expect(judged('', upload, described)).toEqual(['DESCRIBE-LAST']);
    expect(judged('two', upload, described)).toEqual(['DESCRIBE-LAST']);
    expect(judged('one', upload, described, done(4, Command.describe, 'two'))).toEqual(['DESCRIBE-LAST']);
    expect(judged('two', upload, described, done(4, Command.describe, 'two'))).toEqual([]);
  });

  it('may be either of two that were given at once, or while it was listed', () => {
    for (const name of ['one', 'two']) {
      expect(judged(name, upload, described, done(2, Command.describe, 'two'))).toEqual([]);
      expect(judged(name, upload, described, done(11, Command.describe, 'two'))).toEqual([]);
    }
  });

  it('may be one that got no answer or was refused for a reason of the storage, for ever', () => {
    expect(judged('one', upload, unheard, done(4, Command.describe, 'two'))).toEqual([]);
    expect(judged('one', upload, failed(1, 'one', 503), done(4, Command.describe, 'two'))).toEqual([]);
    expect(judged('one', upload, failed(1, 'one', 404))).toEqual(['DESCRIBE-LAST']);
  });

  it('ends with the file', () => {
    const anew = [done(4, Command.delete), done(6, Command.upload)];
    expect(judged('', upload, described, ...anew)).toEqual([]);
    expect(judged('one', upload, described, ...anew)).toEqual(['DESCRIBE-FRESH']);
    expect(judged('one', upload, unheard, ...anew)).toEqual([]);
    expect(judged('one', upload, described, done(11, Command.delete))).toEqual([]);
  });
});
