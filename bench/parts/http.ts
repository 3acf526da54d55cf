import { fileidOf } from '../files.ts';
import { CONNECTIONS, type Measurement, NGINX, OURS, PIPE, type Subject } from '../measurement.ts';
import type { Part } from './part.ts';

const MIB = 1024 * 1024;
const SIZE = 4 * MIB;
const SHARE_GOAL = 0.5;

/** A file through the gateway, whole and in ranges. */
export const http: Part = async (stage) => {
  const site = await stage.memory();
  const fileid = fileidOf(await stage.seed(site, 1, SIZE));
  const nginx = await stage.nginx(SIZE);
  const measurement = async (name: string, range: string | undefined, size: number): Promise<Measurement> => {
    const get = (path: string) => {
      const lines = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...(range === undefined ? [] : [`Range: ${range}`])];
      return { framing: 'http', packet: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`) } as const;
    };
    const ours: Subject = {
      name: OURS,
      pids: [site.pid('http'), site.pid('storage')],
      job: () => ({ ...get(`/files/${fileid}`), port: site.ports.http }),
    };
    const request = get('/content');
    const reply = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`);
    const shape = { requestSize: request.packet.length, reply, contentSize: size };
    const references = [await stage.bare(PIPE, shape, request)];
    if (nginx !== undefined)
      references.unshift({ name: NGINX, pids: [nginx.pid], job: () => ({ ...request, port: nginx.port }) });
    return { name, unit: 'MiB/s', connections: CONNECTIONS, subjects: [ours, ...references] };
  };
  return [
    await measurement('HTTP, whole file of 4 MiB', undefined, SIZE),
    {
      ...(await measurement('HTTP, range of 1 MiB', `bytes=${MIB}-${2 * MIB - 1}`, MIB)),
      goal: { atLeast: SHARE_GOAL, of: NGINX },
    },
  ];
};
