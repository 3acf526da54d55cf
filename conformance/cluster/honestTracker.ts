import { encodeReply } from '../wire/layout.ts';
import type { SeenRequest } from './seenRequest.ts';

/** What an honest tracker knows. */
export interface Directory {
  readonly group: string;
  /** `ip:port` of its storages, in the order it names them. */
  readonly addresses: readonly string[];
  readonly groupsText: string;
}

/** The reply of an honest tracker. */
export function honestTracker(request: SeenRequest, { group, addresses, groupsText }: Directory): Buffer {
  if (request.name === 'SADDRS') {
    return encodeReply('SADDRS', { group, addresses: addresses.map((address) => `${address};`).join('') });
  }
  if (request.name === 'GROUPS') return encodeReply('GROUPS', { text: groupsText });
  return encodeReply(request.name);
}

/** A GROUPS text of one group whose storages are all ACTIVE. */
export function groupsText(group: string, addresses: readonly string[]): string {
  const time = 'Wed Apr 24 23:23:34 2024';
  const storages = addresses.map((address, at) =>
    [
      'VERSION: 1.0.0',
      `HOSTNAME: kit-storage-${at + 1}`,
      `ADDRESS: ${address}`,
      `STARTUP TIME: ${time}`,
      `JOIN TIME: ${time}`,
      `BEAT TIME: ${time}`,
      'STATUS: ACTIVE',
    ].join('\n'),
  );
  const counts = [`COUNT OF STORAGES: ${addresses.length}`, `COUNT OF ACTIVE STORAGES: ${addresses.length}`];
  return ['COUNT OF GROUPS: 1', `GROUPNAME: ${group}`, ...counts, ...storages].join('\n');
}
