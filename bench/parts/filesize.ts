import { encodeFilesizeReply, encodeFilesizeRequest } from '../../src/protocol/filesize.ts';
import { FILES, NUMBER_AT } from '../files.ts';
import { BARE_NODE, CONNECTIONS, OURS } from '../measurement.ts';
import type { Part } from './part.ts';

const REQUESTS_GOAL = 30_000;
const CACHED_FILES = 100;
/** More than a storage remembers the owners of: asked for in turn, each is forgotten when it is asked for again. */
const UNCACHED_FILES = 17_000;

/** How many bytes a file has, from the cache and from the database. */
export const filesize: Part = async (stage) => {
  const site = await stage.memory();
  const packet = encodeFilesizeRequest(FILES);
  const request = { framing: 'tnv', packet } as const;
  const first = await stage.seed(site, UNCACHED_FILES, 1);
  const shape = { requestSize: packet.length, reply: encodeFilesizeReply(1n), contentSize: 0 };
  const bare = await stage.bare(BARE_NODE, shape, request);
  const ours = (count: number) => ({
    name: OURS,
    pids: [site.pid('storage')],
    job: () => ({
      ...request,
      port: site.ports.storage,
      counter: { at: NUMBER_AT, first, count },
    }),
  });
  return [
    {
      name: 'FILESIZE, cached',
      unit: 'requests/s',
      connections: CONNECTIONS,
      subjects: [ours(CACHED_FILES), bare],
      goal: { atLeast: REQUESTS_GOAL, at: 64 },
      note: 'The volume is asked for the file each time: a cache alone is not believed.',
    },
    {
      name: 'FILESIZE, not cached',
      unit: 'requests/s',
      connections: CONNECTIONS,
      subjects: [ours(UNCACHED_FILES), bare],
      note: `Of ${UNCACHED_FILES} files in turn, more than a storage remembers: each is looked up in the database.`,
    },
  ];
};
