import { afterEach, beforeEach, expect, it } from 'vitest';
import { trackerTrial } from '../../../test/tracker/trackerTrial.ts';
import { decodeGroupsReply, encodeGroupsRequest } from '../../protocol/groups.ts';

const zone = process.env.TZ;

beforeEach(() => {
  process.env.TZ = 'UTC';
});

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

// Spec: TRACKER-GROUPS
it('GROUPS tells of all groups that storages have joined, sorted, and of nobody when there is nobody', () =>
  trackerTrial(async ({ world, connect }) => {
    const client = await connect();
    expect(decodeGroupsReply((await client.raw.ask(encodeGroupsRequest())).body)).toBe('COUNT OF GROUPS: 0');
    const machine = world.host('somewhere');
    await (await connect(machine)).appear({ group: 'group002' });
    await (await connect(machine)).join({ group: 'group001', hostname: 'storage2', port: 23001 });
    expect(decodeGroupsReply((await client.raw.ask(encodeGroupsRequest())).body)).toBe(`COUNT OF GROUPS: 2
GROUPNAME: group001
COUNT OF STORAGES: 1
COUNT OF ACTIVE STORAGES: 0
VERSION: 1.0.0
HOSTNAME: storage2
ADDRESS: ${machine.ip}:23001
STARTUP TIME: Wed Apr 24 15:23:34 2024
JOIN TIME: Wed Apr 24 15:23:35 2024
BEAT TIME: Wed Apr 24 15:23:35 2024
STATUS: ONLINE
GROUPNAME: group002
COUNT OF STORAGES: 1
COUNT OF ACTIVE STORAGES: 1
VERSION: 1.0.0
HOSTNAME: storage1
ADDRESS: ${machine.ip}:23000
STARTUP TIME: Wed Apr 24 15:23:34 2024
JOIN TIME: Wed Apr 24 15:23:35 2024
BEAT TIME: Thu Jan  1 00:00:00 2026
STATUS: ACTIVE`);
  }));
