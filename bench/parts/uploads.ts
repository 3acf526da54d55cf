import { ReplyCommand } from '../../src/protocol/command.ts';
import { successPacket } from '../../src/protocol/packet.ts';
import { encodeUploadRequest } from '../../src/protocol/upload.ts';
import { FILES, NUMBER_AT } from '../files.ts';
import { BARE_NODE, CONNECTIONS, OURS, type Subject } from '../measurement.ts';
import type { Site } from '../site/site.ts';
import type { Part } from './part.ts';

const SIZE = 4096;
const REQUESTS_GOAL = 4_000;
/** Numbers kept for one run, far more than it uploads. */
const RUN_MAX = 1_000_000;

/** Small uploads, each durable before it is answered: to a disk, and to memory, where a sync costs nothing. */
export const uploads: Part = async (stage) => {
  const packet = Buffer.concat([encodeUploadRequest({ ...FILES, size: BigInt(SIZE) }), Buffer.alloc(SIZE, 'tnv')]);
  const request = { framing: 'tnv', packet } as const;
  const reply = successPacket(ReplyCommand.storage, 0);
  const bare = await stage.bare(BARE_NODE, { requestSize: packet.length, reply, contentSize: 0 }, request);
  const ours = (site: Site): Subject => ({
    name: OURS,
    pids: [site.pid('storage'), site.pid('id')],
    job: () => ({
      ...request,
      port: site.ports.storage,
      counter: { at: NUMBER_AT, first: stage.numbers(RUN_MAX), count: RUN_MAX },
    }),
  });
  const common = { unit: 'requests/s', connections: CONNECTIONS } as const;
  const memory = await stage.memory();
  return [
    {
      ...common,
      name: 'upload of 4 KiB, without durability',
      subjects: [ours(memory), bare],
      goal: { atLeast: REQUESTS_GOAL, at: 64 },
      note: 'Volume and database in memory, where a sync costs nothing. The processor time of the id server is in it.',
    },
    {
      ...common,
      name: 'upload of 4 KiB, durable',
      subjects: [ours(await stage.disk()), bare],
      note: 'Volume and database on the disk.',
    },
  ];
};
