import { parseAddress } from '../../runner/address.ts';
import type { JoinedStorage, TrackerKit } from '../../runner/case.ts';
import { CaseFailure, expectSuccess } from '../../runner/expect.ts';
import type { Address } from '../../wire/conversation.ts';
import { encodeRequest } from '../../wire/layout.ts';

/** What a tracker answers to SADDRS. */
export interface Located {
  readonly group: string;
  readonly addresses: readonly string[];
}

/**
 * Storages in the group of the target, ACTIVE when this resolves. A case that plays some runs alone: real clients would
 * be sent to them. Afterwards they join once more and stay silent, so that nobody is sent to them from then on.
 */
export async function activeStorages(kit: TrackerKit, count: number): Promise<JoinedStorage[]> {
  const storages: JoinedStorage[] = [];
  while (storages.length < count) {
    const storage = await kit.joinAs({ group: kit.target.group });
    kit.later(() => rejoined(storage));
    expectSuccess(await storage.beat(), 'BEAT');
    storages.push(storage);
  }
  return storages;
}

/** Has a storage join again on its connection: it is ONLINE then, until it beats. */
export async function rejoined({
  conversation,
  version,
  group,
  hostname,
  port,
  startTime,
  joinTime,
}: JoinedStorage): Promise<void> {
  await conversation.send(encodeRequest('JOIN', { version, group, hostname, port, startTime, joinTime }));
  expectSuccess(await conversation.reply(), 'JOIN');
}

/** Where a user's files are, by a tracker; SADDRS must succeed. */
export async function locate(kit: TrackerKit, userid: string, to: Address = kit.address): Promise<Located> {
  const fields = { appid: kit.target.appid, userid, fileid: kit.fileId() };
  const { group, addresses } = expectSuccess(await kit.ask('SADDRS', fields, { to }), 'SADDRS');
  return { group: String(group), addresses: addressesOf(String(addresses)) };
}

/** The addresses of a list, with or without its last `;`. Throws a CaseFailure for what is no address. */
export function addressesOf(list: string): string[] {
  const parts = list.replace(/;$/, '').split(';');
  for (const part of parts) {
    try {
      parseAddress(part);
    } catch {
      const message = `${JSON.stringify(part)} is no address ip:port`;
      throw new CaseFailure({ axis: 'said', statement: 'WIRE-SADDRS-REPLY', message, got: list });
    }
  }
  return parts;
}

const TRIES_MAX = 60;

/** A fresh user whom the tracker has put into the group of the target; the case is skipped when it puts none there. */
export async function userOfGroup(kit: TrackerKit): Promise<string> {
  for (let n = 0; n < TRIES_MAX; n++) {
    const user = kit.user();
    if ((await locate(kit, user)).group === kit.target.group) return user;
  }
  return kit.skip(`no new user is put into group ${kit.target.group}: is it the right --group?`);
}
