import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MadeTrack, madeMovie } from '../../../test/http/hls/madeMovie.ts';
import { readSegments } from '../../../test/http/hls/readSegment.ts';
import { withGateway } from '../../../test/http/testGateway.ts';
import type { Viewer } from '../../../test/http/viewer.ts';

const CLIP = readFileSync(new URL('../../../fixtures/sample.mp4', import.meta.url));

/** The start, the segments, and how long the playlist says they are. */
async function fetchAll(
  viewer: Viewer,
  fileid: string,
): Promise<{ init: Buffer; segments: Buffer[]; durationsS: number[] }> {
  const list = (await viewer.get(`/hls/${fileid}/index.m3u8`)).body.toString().split('\n');
  const names = list.filter((line) => line.endsWith('.m4s'));
  const segments: Buffer[] = [];
  for (const name of names) segments.push((await viewer.get(`/hls/${fileid}/${name}`)).body);
  const durationsS = list.filter((line) => line.startsWith('#EXTINF')).map((line) => Number.parseFloat(line.slice(8)));
  return { init: (await viewer.get(`/hls/${fileid}/init.mp4`)).body, segments, durationsS };
}

const track = (kind: MadeTrack['kind']): fc.Arbitrary<MadeTrack> =>
  fc.record({
    kind: fc.constant(kind),
    timescale: fc.integer({ min: 1, max: 20 }),
    perChunk: fc.integer({ min: 1, max: 7 }),
    mediaTime: fc.integer({ min: 1, max: 5 }),
    samples: fc.array(
      fc.record({
        size: fc.integer({ min: 1, max: 40 }),
        duration: fc.integer({ min: 0, max: 30 }),
        shift: fc.integer({ min: -3, max: 9 }),
        key: kind === 'audio' ? fc.constant(true) : fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  });

const tracks: fc.Arbitrary<MadeTrack[]> = fc.oneof(
  fc.tuple(track('video'), track('audio')),
  fc.tuple(track('audio')),
  fc.tuple(track('video')),
);

// Spec: HTTP-HLS-SEGMENTS
it('segments hold every sample once, in order, with its bytes and times, and begin with key frames', () =>
  withGateway(async ({ source, viewer }) => {
    source.chunkSize = 13;
    let files = 0;
    await fc.assert(
      fc.asyncProperty(tracks, fc.boolean(), async (made, indexFirst) => {
        const { file, places } = madeMovie(made, indexFirst);
        const fileid = `film${files++}`;
        source.files.set(fileid, file);
        const one = await viewer();
        const { init, segments, durationsS } = await fetchAll(one, fileid);
        one.leave();
        const found = readSegments(init, segments);
        for (const [index, { samples }] of made.entries()) {
          let decodeTime = 0;
          const expected = samples.map(({ size, duration, shift, key }, sample) => {
            const at = places[index]?.[sample] ?? 0;
            const one = { track: index + 1, decodeTime, shift, duration, key, bytes: file.subarray(at, at + size) };
            decodeTime += duration;
            return one;
          });
          expect(found.filter((sample) => sample.track === index + 1)).toEqual(expected);
        }
        for (const segment of segments.slice(1)) {
          expect(readSegments(init, [segment])[0]?.key).toBe(true);
        }
        for (const durationS of durationsS.slice(0, -1)) expect(durationS).toBeGreaterThanOrEqual(5.9);
      }),
      { numRuns: 60 },
    );
  }));

// Spec: HTTP-HLS-REFUSAL, HTTP-HLS-BOUNDED
it('whatever is wrong in a file, it is answered, refused with why, and costs no more than a good one', () =>
  withGateway(async ({ source, viewer }) => {
    source.chunkSize = 100_000;
    const indexAt = CLIP.indexOf('moov') - 4;
    const damage = fc.array(
      fc.record({
        at: fc.integer({ min: indexAt, max: indexAt + CLIP.readUInt32BE(indexAt) - 4 }),
        value: fc.oneof(fc.constantFrom(0, 1, 7, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat({ max: 0xffff })),
      }),
      { minLength: 1, maxLength: 4 },
    );
    let files = 0;
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(damage, fc.nat({ max: CLIP.length }), fc.boolean(), async (wrongs, cutAt, cut) => {
        const bytes = Buffer.from(cut ? CLIP.subarray(0, cutAt) : CLIP);
        for (const { at, value } of wrongs) if (at + 4 <= bytes.length) bytes.writeUInt32BE(value, at);
        const fileid = `wrong${files++}`;
        source.files.set(fileid, bytes);
        source.given = 0;
        const one = await viewer();
        for (const name of ['index.m3u8', 'init.mp4', '0.m4s', '1.m4s']) {
          const reply = await one.get(`/hls/${fileid}/${name}`);
          seen.add(reply.status);
          expect([200, 404, 415]).toContain(reply.status);
          expect(reply.body.length).toBeLessThan(1_000_000);
        }
        one.leave();
        source.files.delete(fileid);
        expect(source.given).toBeLessThan(2_000_000);
      }),
      { numRuns: 300 },
    );
    expect(seen).toContain(200);
    expect(seen).toContain(415);
  }));
