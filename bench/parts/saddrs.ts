import { encodeSaddrsReply, encodeSaddrsRequest } from '../../src/protocol/saddrs.ts';
import { FILES } from '../files.ts';
import { BARE_NODE, CONNECTIONS, OURS } from '../measurement.ts';
import type { Part } from './part.ts';

const REQUESTS_GOAL = 30_000;

/** Which storages serve a user. */
export const saddrs: Part = async (stage) => {
  const site = await stage.memory();
  const packet = encodeSaddrsRequest(FILES);
  const request = { framing: 'tnv', packet } as const;
  const reply = encodeSaddrsReply({ group: 'group001', addresses: [`127.0.0.1:${site.ports.storage}`] });
  return [
    {
      name: 'SADDRS',
      unit: 'requests/s',
      connections: CONNECTIONS,
      subjects: [
        { name: OURS, pids: [site.pid('tracker')], job: () => ({ ...request, port: site.ports.tracker }) },
        await stage.bare(BARE_NODE, { requestSize: packet.length, reply, contentSize: 0 }, request),
      ],
      goal: { atLeast: REQUESTS_GOAL, at: 64 },
    },
  ];
};
