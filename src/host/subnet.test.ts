import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipBytes } from './ip.ts';
import { contains, parseSubnet } from './subnet.ts';

const NEAR_IP = fc.stringMatching(/^[0-9a-f:.]{1,12}$/);
const GROUPS = fc.array(fc.stringMatching(/^[0-9a-f]{1,4}$/), { minLength: 1, maxLength: 9 });
const TEXTS = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  NEAR_IP,
  GROUPS.map((groups) => groups.join(':')),
  fc.tuple(GROUPS, GROUPS).map(([before, after]) => `${before.join(':')}::${after.join(':')}`),
);

/** The range of Node itself. */
function listOf(address: string, bits: number, family: 4 | 6): BlockList {
  const list = new BlockList();
  list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

describe('an IP address', () => {
  it('is what Node takes for one, and has 4 or 16 bytes', () => {
    fc.assert(
      fc.property(TEXTS, (text) => {
        expect(ipBytes(text)?.length).toBe({ 0: undefined, 4: 4, 6: 16 }[isIP(text)]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('may have a zone', () => {
    expect(ipBytes('fe80::1%eth0')).toEqual(ipBytes('fe80::1'));
  });
});

describe('a subnet', () => {
  it('has in it what Node finds in it', () => {
    const near = fc.tuple(fc.nat(15), fc.integer({ min: 1, max: 255 }), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(4, 6), fc.context(), fc.gen(), near, (family, _context, gen, [at, flip, differs]) => {
        const bits = gen(fc.integer, { min: 0, max: family === 4 ? 32 : 128 });
        const address = family === 4 ? gen(fc.ipV4) : gen(fc.ipV6);
        const other = Uint8Array.from(ipBytes(address) ?? []);
        const place = at % other.length;
        if (differs) other[place] = (other[place] ?? 0) ^ flip;
        const text =
          family === 4
            ? [...other].join('.')
            : Array.from({ length: 8 }, (_, group) =>
                Buffer.from(other)
                  .readUInt16BE(2 * group)
                  .toString(16),
              ).join(':');
        const subnet = parseSubnet(`${address}/${bits}`);
        const expected = listOf(address, bits, family).check(text, family === 4 ? 'ipv4' : 'ipv6');
        expect(subnet !== undefined && contains(subnet, other)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a bare address is that address alone, and of the other family has nothing in it', () => {
    const subnet = parseSubnet(' 10.1.2.3 ');
    expect(subnet).toEqual({ base: Uint8Array.of(10, 1, 2, 3), bits: 32 });
    expect(contains(subnet ?? { base: new Uint8Array(), bits: 0 }, ipBytes('::1') ?? new Uint8Array())).toBe(false);
  });

  it.each(['', 'localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', '1.2.3', '01.2.3.4', '1::2::3'])(
    'is not %s',
    (text) => {
      expect(parseSubnet(text)).toBeUndefined();
    },
  );
});
