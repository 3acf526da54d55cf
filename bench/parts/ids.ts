import { encodeIdGetReply, encodeIdGetRequest } from '../../src/protocol/idGet.ts';
import { BARE_NODE, CONNECTIONS, OURS } from '../measurement.ts';
import type { Part } from './part.ts';

const REQUESTS_GOAL = 60_000;

/** Ids of one key. */
export const ids: Part = async (stage) => {
  const site = await stage.memory();
  const packet = encodeIdGetRequest('/data/group001/path1');
  const request = { framing: 'tnv', packet } as const;
  const shape = { requestSize: packet.length, reply: encodeIdGetReply(1n), contentSize: 0 };
  return [
    {
      name: 'ID_GET',
      unit: 'requests/s',
      connections: CONNECTIONS,
      subjects: [
        { name: OURS, pids: [site.pid('id')], job: () => ({ ...request, port: site.ports.id }) },
        await stage.bare(BARE_NODE, shape, request),
      ],
      goal: { atLeast: REQUESTS_GOAL, at: 64 },
      note: 'One key; every 100 ids (idinc_max_step) a block from the database, in memory.',
    },
  ];
};
