import { ReplyCommand } from '../../src/protocol/command.ts';
import { encodeDownloadRequest } from '../../src/protocol/download.ts';
import { successPacket } from '../../src/protocol/packet.ts';
import { FILES, NUMBER_AT } from '../files.ts';
import { BARE_NODE, CONNECTIONS, OURS } from '../measurement.ts';
import type { Part } from './part.ts';

const SIZE = 4096;
const FILES_READ = 1_000;
const REQUESTS_GOAL = 15_000;

/** Small files, whole. */
export const downloads: Part = async (stage) => {
  const site = await stage.memory();
  const first = await stage.seed(site, FILES_READ, SIZE);
  const packet = encodeDownloadRequest({ ...FILES, offset: 0n, size: 0n });
  const request = { framing: 'tnv', packet } as const;
  const reply = successPacket(ReplyCommand.storage, SIZE);
  return [
    {
      name: 'download of 4 KiB',
      unit: 'requests/s',
      connections: CONNECTIONS,
      subjects: [
        {
          name: OURS,
          pids: [site.pid('storage')],
          job: () => ({
            ...request,
            port: site.ports.storage,
            counter: { at: NUMBER_AT, first, count: FILES_READ },
          }),
        },
        await stage.bare(BARE_NODE, { requestSize: packet.length, reply, contentSize: 0 }, request),
      ],
      goal: { atLeast: REQUESTS_GOAL, at: 64 },
    },
  ];
};
