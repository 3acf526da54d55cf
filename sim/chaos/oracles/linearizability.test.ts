import { describe, expect, it } from 'vitest';
import { Command } from '../../../src/protocol/command.ts';
import { contentOf, digestOf } from '../content.ts';
import type { HistoryEntry, OperationEnd } from '../history.ts';
import { linearizability } from './linearizability.ts';
import type { Observations } from './observations.ts';
import {
  attempt,
  entry,
  finalState,
  observed,
  QUIET_PLAN,
  refused,
  row,
  UNANSWERED,
  wire,
} from './sampleObservations.ts';

const FILE = { user: 0, file: 0 };
const BYTES = contentOf(1, 100);
const upload = { kind: 'upload', size: 100, content: 1, ...FILE } as const;
const otherUpload = { kind: 'upload', size: 50, content: 2, ...FILE } as const;
const remove = { kind: 'delete', ...FILE } as const;
const filesize = { kind: 'filesize', ...FILE } as const;
const download = { kind: 'download', offset: 0, size: 0, ...FILE } as const;
const bytes = (content: Uint8Array): OperationEnd => ({
  outcome: 'ok',
  value: { size: content.length, digest: digestOf(content) },
});
const size = (count: number): OperationEnd => ({ outcome: 'ok', value: { size: count } });

function statements(history: HistoryEntry[], parts: Partial<Observations> = {}): string[] {
  return linearizability(observed({ history, ...parts })).violations.map(({ statement }) => statement);
}

describe('the oracle of linearizability', () => {
  it('is content with a file that is uploaded, read, deleted and missed', () => {
    const history = [
      entry(0, filesize, 0, 1, refused(404)),
      entry(1, upload, 2, 3),
      entry(2, filesize, 4, 5, size(100)),
      entry(3, download, 6, 7, bytes(BYTES)),
      entry(4, { ...download, offset: 10, size: 5 }, 8, 9, bytes(BYTES.subarray(10, 15))),
      entry(5, { ...download, offset: 101 }, 10, 11, refused(416)),
      entry(6, upload, 12, 13, refused(409)),
      entry(7, remove, 14, 15),
      entry(8, download, 16, 17, refused(404)),
      entry(9, remove, 18, 19, refused(404)),
      entry(10, otherUpload, 20, 21),
      entry(11, filesize, 22, 23, size(50)),
    ];
    expect(statements(history)).toEqual([]);
  });

  it('names the statement that does not hold', () => {
    const stored = entry(0, upload, 0, 1);
    const gone = entry(1, remove, 2, 3);
    expect(statements([stored, entry(2, filesize, 4, 5, refused(404))])).toEqual(['UPLOAD-DURABLE']);
    expect(statements([stored, gone, entry(2, filesize, 4, 5, size(100))])).toEqual(['DELETE-STAYS']);
    expect(statements([stored, entry(2, otherUpload, 4, 5)])).toEqual(['UPLOAD-DUPLICATE']);
    expect(statements([entry(2, upload, 4, 5, refused(409))])).toEqual(['UPLOAD-RESEND']);
    expect(statements([stored, entry(2, download, 4, 5, bytes(BYTES.subarray(1)))])).toEqual(['READ-RIGHT-OR-ABSENT']);
    expect(statements([stored, entry(2, { ...download, size: 100 }, 4, 5, refused(416))])).toEqual(['DOWNLOAD-RANGE']);
    expect(statements([entry(1, remove, 2, 3)])).toEqual(['DELETE-REPEAT']);
  });

  it('tells who saw what, and the last change', () => {
    const history = [entry(4, upload, 0, 1), entry(7, filesize, 4, 5, refused(404))];
    const [violation] = linearizability(observed({ history })).violations;
    expect(violation?.story).toContain(
      "client1's filesize of file 0 of user 0 (#7, from 0.004 s to 0.005 s: refused with 404)",
    );
    expect(violation?.story).toContain('must have been present with 100 bytes');
    expect(violation?.story).toContain("client1's upload of file 0 of user 0 (#4");
    expect(violation?.operations).toEqual([4, 7]);
  });

  it('lets an upload without an answer, or with trouble of a server, have happened or not', () => {
    for (const end of [UNANSWERED, refused(503)]) {
      const begun = entry(0, upload, 0, 1, end);
      expect(statements([begun, entry(1, filesize, 50, 51, size(100))])).toEqual([]);
      expect(statements([begun, entry(1, filesize, 50, 51, refused(404))])).toEqual([]);
    }
    expect(statements([entry(0, upload, 0, undefined), entry(1, filesize, 50, 51, size(100))])).toEqual([]);
  });

  it('knows from the wire that an upload which never arrived has no effect', () => {
    const history = [entry(0, upload, 0, 1, UNANSWERED), entry(1, filesize, 50, 51, size(100))];
    const sent = attempt({ command: Command.upload, sentMs: 0.5, size: 100 });
    expect(statements(history, { wire: wire({ attempts: [sent] }) })).toEqual(['DELETE-STAYS']);
    expect(statements(history, { wire: wire({ attempts: [{ ...sent, arrivedMs: 3 }] }) })).toEqual([]);
  });

  it('lets a request that was sent again take effect once more, much later', () => {
    const history = [
      entry(0, upload, 0, 10),
      entry(1, remove, 20, 21),
      entry(2, filesize, 30, 31, refused(404)),
      entry(3, filesize, 40, 41, size(100)),
    ];
    const first = attempt({ command: Command.upload, sentMs: 1, size: 100, arrivedMs: 2 });
    const second = attempt({ command: Command.upload, sentMs: 5, size: 100, arrivedMs: 6, repliedMs: 9, status: 0 });
    expect(statements(history, { wire: wire({ attempts: [first, second] }) })).toEqual([]);
    expect(statements(history, { wire: wire({ attempts: [second] }) })).toEqual(['DELETE-STAYS']);
    const inTime = { ...first, repliedMs: 8, status: 0 };
    expect(statements(history, { wire: wire({ attempts: [inTime, second] }) })).toEqual(['DELETE-STAYS']);
    // The client was told that the file exists, found its own bytes there, and was content.
    const late = { ...second, repliedMs: 35 };
    expect(statements(history, { wire: wire({ attempts: [inTime, late] }) })).toEqual([]);
  });

  it('lets a request that was sent again take effect when its client has long learned that it need not', () => {
    const history = [entry(0, upload, 0, 10), entry(1, remove, 20, 21), entry(2, filesize, 70, 71, size(100))];
    const first = attempt({ command: Command.upload, sentMs: 1, size: 100, arrivedMs: 2, repliedMs: 4, status: 0 });
    const second = attempt({ command: Command.upload, sentMs: 5, size: 100, arrivedMs: 6, repliedMs: 60, status: 0 });
    expect(statements(history, { wire: wire({ attempts: [first, second] }) })).toEqual([]);
    const inTime = { ...second, repliedMs: 19 };
    expect(statements(history, { wire: wire({ attempts: [first, inTime] }) })).toEqual(['DELETE-STAYS']);
  });

  it('tells the requests of one client apart whatever their order', () => {
    const history = [entry(0, upload, 0, 20, refused(409)), entry(1, { ...upload, content: 2 }, 5, 10)];
    const refusal = { arrivedMs: 18, repliedMs: 19, status: -3, errorNumber: 409 };
    const slow = attempt({ command: Command.upload, sentMs: 1, size: 100, ...refusal });
    const quick = attempt({ command: Command.upload, sentMs: 6, size: 100, arrivedMs: 7, repliedMs: 9, status: 0 });
    expect(statements(history, { wire: wire({ attempts: [quick, slow] }) })).toEqual([]);
  });

  it('lets a delete that was sent twice find nothing', () => {
    const sent = attempt({ command: Command.delete, sentMs: 1 });
    const again = attempt({
      command: Command.delete,
      sentMs: 2,
      arrivedMs: 3,
      repliedMs: 4,
      status: -3,
      errorNumber: 404,
    });
    expect(statements([entry(0, remove, 0, 9)], { wire: wire({ attempts: [sent, again] }) })).toEqual([]);
    expect(statements([entry(0, remove, 0, 9)], { wire: wire({ attempts: [again] }) })).toEqual(['DELETE-REPEAT']);
  });

  it('takes a download that went on elsewhere for what it is', () => {
    const [old, young] = [contentOf(1, 100), contentOf(2, 100)];
    const mixed = Buffer.concat([old.subarray(0, 40), young.subarray(40)]);
    const history = [
      entry(0, upload, 0, 1),
      entry(1, download, 2, 20, bytes(mixed)),
      entry(2, remove, 5, 6),
      entry(3, { ...upload, content: 2 }, 7, 8),
    ];
    const resumed = attempt({ command: Command.download, sentMs: 10, offset: 40 });
    expect(statements(history, { wire: wire({ attempts: [resumed] }) })).toEqual([]);
    expect(statements(history, { wire: wire({ attempts: [{ ...resumed, offset: 41 }] }) })).toEqual([
      'READ-RIGHT-OR-ABSENT',
    ]);
  });

  it('looks at the volume and the database at the end', () => {
    const history = [entry(0, upload, 0, 1)];
    const files = { '/000/000/000/5F_000': BYTES };
    expect(statements(history, { final: finalState([row()], files) })).toEqual([]);
    expect(statements(history, { final: finalState([], files) })).toEqual(['UPLOAD-DURABLE']);
    expect(statements(history, { final: finalState([row()]) })).toEqual(['UPLOAD-DURABLE']);
    const deleted = [...history, entry(1, remove, 2, 3)];
    expect(statements(deleted, { final: finalState([row()], files) })).toEqual(['DELETE-STAYS']);
  });

  it('lets a delete find only a row, where a crash may have left one', () => {
    const history = [entry(0, remove, 2, 3)];
    const crash = { kind: 'crash', atMs: 0, lastsMs: 1, connections: 'reset', disk: 'lost' } as const;
    const faults = [{ ...crash, target: { kind: 'storage', index: 0 } } as const];
    expect(statements(history, { plan: { ...QUIET_PLAN, faults } })).toEqual([]);
  });

  it('does not confuse the files of different users', () => {
    const other = { ...entry(1, filesize, 2, 3, refused(404)), userid: 'USER' };
    expect(statements([entry(0, upload, 0, 1), other])).toEqual([]);
  });
});
