import { storageCase } from '../../runner/case.ts';
import { expectEqual } from '../../runner/expect.ts';
import { expectRefused } from '../refused.ts';
import { content, part, stored } from './files.ts';

const SIZE = 1000;
const INT64_MAX = 2n ** 63n - 1n;

/** Parts of a file of 1,000 bytes that lie outside of it. */
const OUTSIDE: readonly (readonly [id: string, title: string, offset: bigint, size: bigint])[] = [
  ['offset-past-end', 'an offset one byte past the end', 1001n, 0n],
  ['offset-at-end-with-size', 'one byte from the end on', 1000n, 1n],
  ['size-past-end', 'a size that reaches one byte past the end', 0n, 1001n],
  ['tail-past-end', 'a part that begins inside and ends past the end', 999n, 2n],
  ['negative-offset', 'a negative offset', -1n, 0n],
  ['negative-offset-to-zero', 'a negative offset with a size that ends inside', -10n, 20n],
  ['smallest-offset', 'an offset of -2^63', -(2n ** 63n), 0n],
  ['negative-size', 'a negative size', 0n, -1n],
  ['negative-size-inside', 'a negative size that ends inside the file', 500n, -100n],
  ['smallest-size', 'a size of -2^63', 10n, -(2n ** 63n)],
  ['largest-offset', 'an offset of 2^63 - 1', INT64_MAX, 0n],
  ['largest-size', 'a size of 2^63 - 1', 0n, INT64_MAX],
  ['overflow', 'an offset and a size whose sum overflows into the file', 500n, INT64_MAX],
  ['overflow-of-both', 'the largest offset and the largest size', INT64_MAX, INT64_MAX],
  ['beyond-32-bits', 'an offset that is inside the file only in its lower 32 bits', 2n ** 32n + 10n, 5n],
  ['size-beyond-32-bits', 'a size that is inside the file only in its lower 32 bits', 10n, 2n ** 32n + 5n],
];

export const ranges = [
  ...OUTSIDE.map(([id, title, offset, size]) =>
    storageCase({
      id: `storage/ranges/${id}`,
      title: `refuses ${title}`,
      statements: ['DOWNLOAD-RANGE'],
      async run(kit) {
        const file = await stored(kit, content(kit, SIZE));
        await expectRefused(kit, 'DOWNLOAD', { ...file, offset, size }, { statement: 'DOWNLOAD-RANGE', number: 416 });
      },
    }),
  ),
  storageCase({
    id: 'storage/ranges/at-the-end',
    title: 'answers an offset at the end with size 0 with a success without bytes',
    statements: ['DOWNLOAD-RANGE'],
    async run(kit) {
      const file = await stored(kit, content(kit, SIZE));
      expectEqual(
        (await part(kit, file, BigInt(SIZE), 0n)).byteLength,
        0,
        'the bytes from the end on',
        'DOWNLOAD-RANGE',
      );
    },
  }),
  storageCase({
    id: 'storage/ranges/of-an-empty-file',
    title: 'refuses any byte of an empty file',
    statements: ['DOWNLOAD-RANGE', 'UPLOAD-EMPTY'],
    async run(kit) {
      const file = await stored(kit, new Uint8Array());
      for (const [offset, size] of [
        [0n, 1n],
        [1n, 0n],
        [1n, 1n],
      ] as const) {
        await expectRefused(kit, 'DOWNLOAD', { ...file, offset, size }, { statement: 'DOWNLOAD-RANGE', number: 416 });
      }
    },
  }),
];
