import { ReplyCommand } from '../../src/protocol/command.ts';
import { encodeDownloadRequest } from '../../src/protocol/download.ts';
import { encodeHead } from '../../src/protocol/head.ts';
import { successPacket } from '../../src/protocol/packet.ts';
import { encodeUploadRequest } from '../../src/protocol/upload.ts';
import { FILES, fileidOf, NUMBER_AT } from '../files.ts';
import { OURS, PIPE, type Subject } from '../measurement.ts';
import type { Site } from '../site/site.ts';
import type { Part } from './part.ts';

const SIZE = 1024 * 1024 * 1024;
const SHARE_GOAL = 0.6;

/** One file of 1 GiB on one connection. */
export const large: Part = async (stage) => {
  const memory = await stage.memory();
  const first = await stage.seed(memory, 1, SIZE);
  const fileid = fileidOf(first);
  const download = {
    framing: 'tnv',
    packet: encodeDownloadRequest({ ...FILES, fileid, offset: 0n, size: 0n }),
  } as const;
  const upload = {
    framing: 'tnv',
    packet: encodeUploadRequest({ ...FILES, size: BigInt(SIZE) }),
    contentSize: SIZE,
  } as const;
  const uploadTo = (site: Site): Subject => {
    let number = 0;
    return {
      name: OURS,
      pids: [site.pid('storage')],
      job() {
        number = stage.numbers(1);
        return { ...upload, port: site.ports.storage, counter: { at: NUMBER_AT, first: number, count: 1 } };
      },
      after: () => stage.remove(site, number),
    };
  };
  const sink = {
    requestSize: upload.packet.length + SIZE,
    reply: successPacket(ReplyCommand.storage, 0),
    contentSize: 0,
  };
  const head = encodeHead({ bodyLength: BigInt(SIZE), command: ReplyCommand.storage, status: 0 });
  const source = { requestSize: download.packet.length, reply: head, contentSize: SIZE };
  const uploadPipe = await stage.bare(PIPE, sink, upload);
  const common = { unit: 'MiB/s', connections: [1], requests: 1 } as const;
  const goal = { atLeast: SHARE_GOAL, of: PIPE };
  return [
    { ...common, name: 'upload of 1 GiB, without durability', subjects: [uploadTo(memory), uploadPipe], goal },
    { ...common, name: 'upload of 1 GiB, durable', subjects: [uploadTo(await stage.disk()), uploadPipe] },
    {
      ...common,
      name: 'download of 1 GiB',
      subjects: [
        { name: OURS, pids: [memory.pid('storage')], job: () => ({ ...download, port: memory.ports.storage }) },
        await stage.bare(PIPE, source, download),
      ],
      goal,
    },
  ];
};
