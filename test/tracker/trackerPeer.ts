import type { Address } from '../../src/host/address.ts';
import type { Host } from '../../src/host/host.ts';
import { encodeBeatRequest } from '../../src/protocol/beat.ts';
import { decodeGroupsReply, encodeGroupsRequest } from '../../src/protocol/groups.ts';
import { type ParsedStorage, parseGroupsText } from '../../src/protocol/groupsText.ts';
import { encodeJoinRequest, type JoinRequest } from '../../src/protocol/join.ts';
import { decodeSaddrsReply, encodeSaddrsRequest, type SaddrsReply } from '../../src/protocol/saddrs.ts';
import { RawPeer, type RawReply } from '../peers/rawPeer.ts';

/** A JOIN of a storage as any. */
export const JOIN: JoinRequest = {
  version: '1.0.0',
  group: 'group001',
  hostname: 'storage1',
  port: 23000,
  startTime: 1_713_972_214n,
  joinTime: 1_713_972_215n,
};

/** Speaks to a tracker on one connection, as a storage or as a client. */
export class TrackerPeer {
  readonly raw: RawPeer;

  constructor(raw: RawPeer) {
    this.raw = raw;
  }

  static async connect(host: Host, tracker: Address): Promise<TrackerPeer> {
    return new TrackerPeer(await RawPeer.connect(host, tracker));
  }

  join(request: Partial<JoinRequest> = {}): Promise<RawReply> {
    return this.raw.ask(encodeJoinRequest({ ...JOIN, ...request }));
  }

  beat(group = JOIN.group, hostname = JOIN.hostname): Promise<RawReply> {
    return this.raw.ask(encodeBeatRequest({ group, hostname }));
  }

  /** JOIN and a first BEAT; fails unless both succeed. */
  async appear(request: Partial<JoinRequest> = {}): Promise<void> {
    const joined = await this.join(request);
    const beaten = await this.beat(request.group, request.hostname);
    if (joined.errorNumber !== 0 || beaten.errorNumber !== 0) throw new Error(`${joined.why} ${beaten.why}`);
  }

  askSaddrs(userid = 'tnv001', appid = 'tnvideo'): Promise<RawReply> {
    return this.raw.ask(encodeSaddrsRequest({ appid, userid, fileid: 'any' }));
  }

  /** Fails unless the tracker answers with addresses. */
  async saddrs(userid?: string): Promise<SaddrsReply> {
    const reply = await this.askSaddrs(userid);
    if (reply.errorNumber !== 0) throw new Error(reply.why);
    return decodeSaddrsReply(reply.body);
  }

  /** All storages that GROUPS tells of, with the names of their groups. */
  async storages(): Promise<(ParsedStorage & { group: string })[]> {
    const reply = await this.raw.ask(encodeGroupsRequest());
    const groups = parseGroupsText(decodeGroupsReply(reply.body));
    return groups.flatMap(({ name, storages }) => storages.map((storage) => ({ ...storage, group: name })));
  }

  /** The states that GROUPS tells, by hostname. */
  async states(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.storages()).map(({ hostname, state }) => [hostname, state]));
  }
}
