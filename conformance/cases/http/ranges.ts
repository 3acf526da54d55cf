import { type HttpReply, httpCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes, expectThat } from '../../runner/expect.ts';
import { shown } from './files.ts';

const SIZE = 1000;

/** Ranges of a file of 1,000 bytes, and what they give. */
const SATISFIABLE: readonly (readonly [range: string, first: number, last: number])[] = [
  ['bytes=0-0', 0, 0],
  ['bytes=0-99', 0, 99],
  ['bytes=100-199', 100, 199],
  ['bytes=999-999', 999, 999],
  ['bytes=500-', 500, 999],
  ['bytes=0-', 0, 999],
  ['bytes=-1', 999, 999],
  ['bytes=-100', 900, 999],
  ['bytes=-5000', 0, 999],
  ['bytes=990-5000', 990, 999],
  ['bytes=0-999999999999999999999', 0, 999],
];

function expectPart(reply: HttpReply, bytes: Buffer, [range, first, last]: readonly [string, number, number]): void {
  expectEqual(reply.status, 206, `the status for ${range}`, 'HTTP-RANGE');
  const whole = bytes.length;
  expectEqual(
    reply.headers['content-range'],
    `bytes ${first}-${last}/${whole}`,
    `Content-Range for ${range}`,
    'HTTP-RANGE',
  );
  expectEqual(reply.headers['content-length'], String(last - first + 1), `the length for ${range}`, 'HTTP-RANGE');
  expectEqualBytes(reply.body, bytes.subarray(first, last + 1), `the body for ${range}`, 'HTTP-NO-WRONG-BYTES');
}

export const ranges = [
  httpCase({
    id: 'http/ranges/one',
    title: 'answers one range with 206, Content-Range and just these bytes, whichever way it is written',
    statements: ['HTTP-RANGE', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, SIZE);
      for (const wanted of SATISFIABLE) expectPart(await kit.get(path, { range: wanted[0] }), bytes, wanted);
    },
  }),
  httpCase({
    id: 'http/ranges/of-a-large-file',
    title: 'seeks in a file of several MiB, as a player does',
    statements: ['HTTP-RANGE', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 4_000_000);
      for (let n = 0; n < 8; n++) {
        const first = kit.random.integer(bytes.length - 1);
        expectPart(await kit.get(path, { range: `bytes=${first}-` }), bytes, [
          `bytes=${first}-`,
          first,
          bytes.length - 1,
        ]);
      }
    },
  }),
  httpCase({
    id: 'http/ranges/unsatisfiable',
    title: 'answers a range outside of the file with 416 and its size',
    statements: ['HTTP-RANGE'],
    async run(kit) {
      const { path } = await shown(kit, SIZE);
      for (const range of [
        'bytes=1000-',
        'bytes=1000-1000',
        'bytes=5000-6000',
        'bytes=-0',
        'bytes=99999999999999999999-',
      ]) {
        const reply = await kit.get(path, { range });
        expectEqual(reply.status, 416, `the status for ${range}`, 'HTTP-RANGE');
        expectEqual(reply.headers['content-range'], `bytes */${SIZE}`, `Content-Range for ${range}`, 'HTTP-RANGE');
      }
    },
  }),
  httpCase({
    id: 'http/ranges/not-parsable',
    title: 'ignores a Range that cannot be parsed, or that has another unit',
    statements: ['HTTP-RANGE'],
    async run(kit) {
      const { path, bytes } = await shown(kit, SIZE);
      for (const range of [
        'bytes=',
        'bytes=abc',
        'bytes=5-2',
        'bytes=1-2-3',
        'bytes 0-5',
        'lines=0-5',
        'bytes=--5',
        '0-5',
      ]) {
        const reply = await kit.get(path, { range });
        expectEqual(reply.status, 200, `the status for Range: ${range}`, 'HTTP-RANGE');
        expectEqualBytes(reply.body, bytes, `the body for Range: ${range}`, 'HTTP-RANGE');
      }
    },
  }),
  httpCase({
    id: 'http/ranges/several',
    title: 'answers several ranges with multipart/byteranges, each part with its range and its bytes',
    statements: ['HTTP-RANGE', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, SIZE);
      const reply = await kit.get(path, { range: 'bytes=0-9, 100-149, -20' });
      expectEqual(reply.status, 206, 'the status', 'HTTP-RANGE');
      const boundary = /^multipart\/byteranges;\s*boundary="?([^"]+)"?$/.exec(
        String(reply.headers['content-type']),
      )?.[1];
      expectThat(boundary !== undefined, `${reply.headers['content-type']} is no multipart/byteranges`, 'HTTP-RANGE');
      expectEqual(
        reply.headers['content-length'],
        String(reply.body.length),
        'the content length',
        'HTTP-NO-WRONG-BYTES',
      );
      const parts = reply.body.toString('latin1').split(`--${boundary}`);
      expectEqual(parts.length, 5, 'what the boundaries part the body into', 'HTTP-RANGE');
      expectThat((parts[4] ?? '').startsWith('--'), 'the last boundary does not end the body', 'HTTP-RANGE');
      for (const [n, [first, last]] of [
        [0, 9],
        [100, 149],
        [980, 999],
      ].entries()) {
        const [head = '', ...rest] = (parts[n + 1] ?? '').split('\r\n\r\n');
        const range = `bytes ${first}-${last}/${SIZE}`;
        expectThat(head.toLowerCase().includes(`content-range: ${range}`), `part ${n} is not ${range}`, 'HTTP-RANGE');
        const body = Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1');
        expectEqualBytes(body, bytes.subarray(first, (last ?? 0) + 1), `part ${n}`, 'HTTP-NO-WRONG-BYTES');
      }
    },
  }),
  httpCase({
    id: 'http/ranges/too-many',
    title: 'does not let itself be made to send more than a file by hundreds of ranges',
    statements: ['HTTP-RANGE'],
    async run(kit) {
      const { path, bytes } = await shown(kit, SIZE);
      const range = `bytes=${Array.from({ length: 400 }, () => '0-').join(',')}`;
      const reply = await kit.get(path, { range });
      expectThat(
        reply.body.length <= 2 * bytes.length,
        `${reply.body.length} bytes come of a file of ${SIZE}`,
        'HTTP-RANGE',
      );
    },
  }),
  httpCase({
    id: 'http/ranges/head',
    title: 'answers HEAD with a Range as without one',
    statements: ['HTTP-RANGE', 'HTTP-FILES'],
    async run(kit) {
      const { path } = await shown(kit, SIZE);
      const reply = await kit.request(path, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
      expectEqual(reply.status, 200, 'the status', 'HTTP-RANGE');
      expectEqual(reply.headers['content-length'], String(SIZE), 'the content length', 'HTTP-FILES');
    },
  }),
];
