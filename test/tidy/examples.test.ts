import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileIdSum, pathSums, userTableSum } from '../../scripts/spec/sums.ts';
import { World } from '../../sim/world.ts';
import { newFileId } from '../../src/client/fileId.ts';
import { filePath } from '../../src/storage/filePath.ts';
import { userTable } from '../../src/store/userTable.ts';

/** The sum of DB-USER-TABLE with the bytes taken for positive numbers. */
function tableOfUnsigned(userid: string): number {
  let hash = 0;
  for (const [i, byte] of Buffer.from(userid).entries()) {
    hash ^= i % 2 === 0 ? (hash << 7) ^ byte ^ (hash >>> 3) : ~((hash << 11) ^ byte ^ (hash >>> 5));
  }
  return ((hash & 0x7fffffff) % 3) + 1;
}

describe('the sums that the specification works out', () => {
  // Spec: DB-USER-TABLE
  it('find the table that our storages use, for any user', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (userid) => {
        expect(userTableSum(userid)).toContain(`is in \`t_file_0${userTable(userid)}\``);
      }),
    );
  });

  // Spec: STORE-PATH
  it('find the path that our storages use, for any id', () => {
    const id = fc.bigInt({ min: 0n, max: 512n ** 4n - 1n });
    fc.assert(
      fc.property(id, fc.nat(), (any, seconds) => {
        expect(pathSums([any], seconds)).toContain(`\`../data/${filePath(any, seconds)}\``);
      }),
    );
  });

  it('show a user whom unsigned bytes would send to another table', () => {
    expect([userTable('张三'), tableOfUnsigned('张三')]).toEqual([1, 2]);
  });

  // Spec: FILE-ID
  it('make the file id that our client makes, out of the same parts', () => {
    const [client, twin] = [new World(7).host('client'), new World(7).host('client')] as const;
    const parts = ['tnv001', String(twin.processId), '0', twin.random.bytes(16).toString('hex')];
    const micros = Math.floor(twin.clock.wallMs() * 1000);
    const numbers = [Math.floor(micros / 1e6), micros % 1e6, 1, twin.random.below(100)];
    expect(fileIdSum(parts, numbers)).toContain(`Together: \`${newFileId(client, 'tnv001')}\``);
  });
});
