import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withGateway } from '../../test/http/testGateway.ts';
import type { Reply } from '../../test/http/viewer.ts';

/** The parts of a multipart body: offset and bytes of each. */
function partsOf(reply: Reply): { offset: number; bytes: Buffer }[] {
  const boundary = /boundary=(\S+)$/.exec(String(reply.headers['content-type']))?.[1];
  const parts: { offset: number; bytes: Buffer }[] = [];
  let at = 0;
  for (;;) {
    const opening = `${at === 0 ? '' : '\r\n'}--${boundary}`;
    expect(reply.body.toString('latin1', at, at + opening.length)).toBe(opening);
    at += opening.length;
    if (reply.body.toString('latin1', at, at + 4) === '--\r\n') break;
    const headEnd = reply.body.indexOf('\r\n\r\n', at);
    const range = /Content-Range: bytes (\d+)-(\d+)\//.exec(reply.body.toString('latin1', at, headEnd)) ?? [];
    const size = Number(range[2]) - Number(range[1]) + 1;
    at = headEnd + 4 + size;
    parts.push({ offset: Number(range[1]), bytes: reply.body.subarray(at - size, at) });
  }
  expect(at + 4).toBe(reply.body.length);
  return parts;
}

/** Every byte of a body with its place in the file. */
function placed(reply: Reply): [position: number, byte: number][] {
  const multipart = String(reply.headers['content-type']).startsWith('multipart/');
  const single = /^bytes (\d+)-/.exec(String(reply.headers['content-range']))?.[1];
  const parts = multipart ? partsOf(reply) : [{ offset: Number(single), bytes: reply.body }];
  return parts.flatMap(({ offset, bytes }) =>
    [...bytes].map((byte, index): [number, number] => [offset + index, byte]),
  );
}

const number = fc.oneof(fc.nat({ max: 60 }).map(String), fc.constant(''), fc.constant('99999999999999999999'));
const spec = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(number, number).map(([first, last]) => `${first}-${last}`) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('0', '7', '-', ' ', 'x'), maxLength: 5 }) },
);

/** What a plain reading of RFC 9110 makes of one range: its positions, or undefined when it is malformed. */
function positions(text: string, size: number): number[] | undefined {
  const [, first, last] = /^(\d*)-(\d*)$/.exec(text) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && BigInt(first) > BigInt(last)) return undefined;
  const all = Array.from({ length: size }, (_, position) => position);
  if (first === '') return all.slice(Number(last) === 0 ? size : -Number(last));
  return all.filter((position) => position >= Number(first) && (last === '' || position <= Number(last)));
}

// Spec: HTTP-RANGE, HTTP-MULTIRANGE
it('gives exactly the bytes that any Range header asks for, or the status that says why not', () =>
  withGateway(async ({ source, viewer }) => {
    source.chunkSize = 7;
    let files = 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 50 }), fc.array(spec, { maxLength: 5 }), async (content, specs) => {
        const fileid = `file${files++}`;
        source.files.set(fileid, Buffer.from(content));
        const one = await viewer();
        const reply = await one.get(`/files/${fileid}`, { range: `bytes=${specs.join(', ')}` });
        one.leave();
        const texts = specs.map((text) => text.trim()).filter((text) => text !== '');
        const asked = texts.map((text) => positions(text, content.length));
        const readable = texts.length > 0 && asked.every((each) => each !== undefined);
        const wanted = new Set(asked.flatMap((each) => each ?? []));
        const emptySuffix = content.length === 0 && texts.some((text) => /^-0*[1-9]/.test(text));
        if (!readable || emptySuffix) {
          expect(reply.status).toBe(200);
          expect([...reply.body]).toEqual([...content]);
        } else if (wanted.size === 0) {
          expect(reply.status).toBe(416);
          expect(reply.headers['content-range']).toBe(`bytes */${content.length}`);
        } else {
          expect(reply.status).toBe(206);
          const expected = [...wanted].sort((a, b) => a - b).map((position) => [position, content[position]]);
          expect(placed(reply).sort(([a], [b]) => a - b)).toEqual(expected);
        }
      }),
      { examples: [[Uint8Array.of(1), ['-00']]] },
    );
  }));
