import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());

describe('an address', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(host, fc.nat(65_535), (name, port) => {
        expect(parseAddress(formatAddress({ host: name, port }))).toEqual({ host: name, port });
      }),
    );
  });

  test('may stand between spaces, as in a list', () => {
    expect(parseAddress(' storage1:23000\n')).toEqual({ host: 'storage1', port: 23_000 });
  });

  test.each(['', 'host', ':80', 'host:', 'host:65536', 'host:-1', 'host:8o', '::1:80', '[::1]', 'a b:80', 'a:80:80'])(
    'is not %j',
    (text) => {
      expect(parseAddress(text)).toBe(undefined);
    },
  );

  test('is never made of a text by throwing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = parseAddress(text);
        if (address !== undefined) expect(address.port).toBeLessThanOrEqual(65_535);
      }),
    );
  });
});
