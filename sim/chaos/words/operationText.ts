import type { HistoryEntry } from '../history.ts';
import { describedName } from '../names.ts';
import type { Operation } from '../plan.ts';

/** What somebody did and how it ended, in words. */
export function operationText(entry: HistoryEntry): string {
  const { operation, endMs, startMs } = entry;
  const took = endMs === undefined ? '' : ` after ${Math.round(endMs - startMs)} ms`;
  return `client${operation.client + 1} ${whatOf(operation)} → ${endText(entry)}${took}`;
}

/** How an operation ended, in words. */
export function endText({ end }: HistoryEntry): string {
  if (end === undefined) return 'never ended';
  if (end.outcome === 'refused') return `refused with ${end.errorNumber}`;
  if (end.outcome === 'unanswered') return 'no answer';
  const { size, group, addresses, ids, listed } = end.value;
  if (group !== undefined) return `${group}: ${addresses?.join(', ')}`;
  if (listed !== undefined) return `${listed.length} files`;
  if (ids !== undefined) return `${ids.length} ids`;
  return size === undefined ? 'ok' : `ok, ${size} bytes`;
}

function whatOf(operation: Operation): string {
  const file = 'file' in operation ? `file ${operation.file} of user ${operation.user}` : '';
  switch (operation.kind) {
    case 'upload':
      return `uploads ${operation.size} bytes as ${file}`;
    case 'cutUpload':
      return `uploads ${operation.sent} of ${operation.size} bytes as ${file} and goes away`;
    case 'filesize':
      return `asks for the size of ${file}`;
    case 'download':
      return `downloads ${file} from ${operation.offset} on, ${operation.size === 0 ? 'to its end' : `${operation.size} bytes`}`;
    case 'delete':
      return `deletes ${file}`;
    case 'locate':
      return `asks where ${file} is`;
    case 'list':
      return `lists the files of user ${operation.user}, ${operation.limit === 0 ? 'as many as there come' : operation.limit} a page`;
    case 'describe':
      return `calls ${file} "${describedName(operation.name)}"`;
    case 'groups':
      return 'asks for the groups';
    case 'ids':
      return `asks every id server for ${operation.count} ids of key ${operation.key}`;
    case 'trespass':
      return `asks for ${file} in the name of another ${operation.as}`;
    case 'garbage':
      return `sends ${operation.bytes} bytes of garbage to a server of kind ${operation.target}`;
  }
}
