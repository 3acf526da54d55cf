import type { HistoryEntry, Violation } from '../history.ts';
import { describe } from './entries.ts';
import { byFile, fileKey } from './linearizability.ts';
import type { Observations } from './observations.ts';
import type { Contents } from './register/contents.ts';
import type { FileCall } from './register/fileCalls.ts';

/** The files that an operation listed; undefined when it is no listing, or did not come to its end. */
export function listedBy({ end }: HistoryEntry): NonNullable<ListedFiles> | undefined {
  return end?.outcome === 'ok' ? end.value.listed : undefined;
}

type ListedFiles = Extract<HistoryEntry['end'], { outcome: 'ok' }>['value']['listed'];

/**
 * What listings say of one file, as calls that see it: there with its size, or not there. The page that covers its place was asked
 * for at some moment between the begin and the end of the listing. Spec: LIST-COMPLETE, LIST-ENTRY.
 */
export function sightsInListings(
  listings: readonly HistoryEntry[],
  { userid, fileid }: Pick<HistoryEntry, 'userid' | 'fileid'>,
  contents: Contents,
): FileCall[] {
  return listings.flatMap((entry): FileCall[] => {
    const listed = entry.userid === userid ? listedBy(entry) : undefined;
    if (listed === undefined) return [];
    const seen = listed.find((file) => file.fileid === fileid);
    const states = seen === undefined ? [0] : contents.ofSize(seen.size);
    const { startMs, endMs = Number.POSITIVE_INFINITY } = entry;
    return [{ entry, effect: { kind: 'see', states }, startMs, endMs, optional: false }];
  });
}

/** A listing has no file twice, and none of another user or of nobody. Whether it has the right ones is for `linearizability`. Spec: LIST-WHOSE. */
export function listings({ history }: Observations): Violation[] {
  const files = byFile(history);
  return history.flatMap((entry): Violation[] => {
    const listed = listedBy(entry);
    if (listed === undefined) return [];
    const complain = (statement: string, what: string): Violation => {
      const story = `${describe(entry)}: ${what}.`;
      return { statement, kind: 'safety', atMs: entry.endMs ?? 0, story, operations: [entry.index] };
    };
    const ids = listed.map(({ fileid }) => fileid);
    const strange = ids.filter((fileid) => !files.has(fileKey({ userid: entry.userid, fileid })));
    const double = ids.find((fileid, at) => ids.indexOf(fileid) !== at);
    return [
      ...(strange.length === 0 ? [] : [complain('LIST-WHOSE', `"${strange[0]}" is no file of this user`)]),
      ...(double === undefined ? [] : [complain('LIST-COMPLETE', `"${double}" came twice`)]),
    ];
  });
}
