import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../host/address.ts';
import { hostOnly, listenAddress, optionalAddresses, serverAddresses } from './addressValues.ts';
import { folderPath, storePaths } from './folderValues.ts';
import { BadValue } from './key.ts';
import { lifetimeSeconds, onOff, timeoutMs, wholeNumber } from './numberValues.ts';
import { listItems, listOf, oneOf, optionalText, shortText } from './textValues.ts';

describe('numbers', () => {
  const read = wholeNumber('a number of ids', 10, 1000);

  it('are whole and within their range', () => {
    fc.assert(fc.property(fc.integer({ min: 10, max: 1000 }), (value) => read(String(value)) === value));
    expect(read('0010')).toBe(10);
  });

  it.each(['9', '1001', '', '-10', '+10', '1e2', '10.0', ' 10', '0x10', '10s', '99999999999999999999', '１０'])(
    'refuse %j',
    (text) => {
      expect(() => read(text)).toThrow(new BadValue('is not a number of ids (10 to 1000)'));
    },
  );

  it('of seconds become milliseconds, up to a day', () => {
    expect(timeoutMs('1')).toBe(1000);
    expect(timeoutMs('86400')).toBe(86_400_000);
    expect(() => timeoutMs('86401')).toThrow('is not a number of seconds (1 to 86400)');
    expect(() => timeoutMs('0')).toThrow(BadValue);
    expect(lifetimeSeconds('604800')).toBe(604_800);
  });

  it('switch on with 1 and off with 0, nothing else', () => {
    expect([onOff('1'), onOff('0')]).toEqual([true, false]);
    for (const text of ['yes', 'true', '2', '']) expect(() => onOff(text)).toThrow('is neither 1 (on) nor 0 (off)');
  });
});

describe('texts', () => {
  it('are measured in bytes', () => {
    const read = shortText(6);
    expect(read('张三')).toBe('张三');
    expect(() => read('张三a')).toThrow('has 7 bytes, at most 6 fit');
    expect(() => read('')).toThrow('is empty');
  });

  it('may be missing, or one of a few', () => {
    expect(optionalText('')).toBeUndefined();
    expect(optionalText('a')).toBe('a');
    expect(oneOf('info', 'warn')('warn')).toBe('warn');
    expect(() => oneOf('info', 'warn')('loud')).toThrow('is none of info, warn');
  });
});

describe('lists', () => {
  // Spec: CONFIG-FORMAT
  it('are split by ";", without blanks, empty items and doubles', () => {
    expect(listItems(' a; b c ;;a ; ')).toEqual(['a', 'b c']);
  });

  it('give back the items that were joined', () => {
    const item = fc.string({ minLength: 1 }).filter((text) => text === text.trim() && !text.includes(';'));
    fc.assert(
      fc.property(fc.uniqueArray(item, { minLength: 1 }), fc.constantFrom(';', ' ; ', ';;'), (items, between) => {
        expect(listOf(String)(items.join(between))).toEqual(items);
      }),
    );
  });

  it('hold something, and name the item that is wrong', () => {
    const read = listOf(shortText(3));
    expect(() => read(' ; ')).toThrow('names nothing');
    expect(() => read('abc;abcd')).toThrow('holds "abcd", which has 4 bytes, at most 3 fit');
    expect(() => read('abcd')).toThrow(/^has 4 bytes, at most 3 fit$/);
  });
});

describe('addresses', () => {
  it('take the default port when they have none', () => {
    expect(serverAddresses(3306)('db1; db2:3307 ;[::1];127.0.0.1')).toEqual([
      { host: 'db1', port: 3306 },
      { host: 'db2', port: 3307 },
      { host: '::1', port: 3306 },
      { host: '127.0.0.1', port: 3306 },
    ]);
  });

  it('are read as they are written', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const address = { host: name, port };
        expect(serverAddresses(1)(formatAddress(address))).toEqual([address]);
        expect(hostOnly(name)).toBe(name);
      }),
    );
  });

  it.each(['a:b', 'a:1:2', '::1', ':80', 'a:65536', 'a b', '[::1', 'a:'])('refuse %j', (text) => {
    expect(() => serverAddresses(80)(text)).toThrow(new BadValue('is not an address (host:port)'));
  });

  it('have a port when they are a server, not when they are listened at', () => {
    expect(() => serverAddresses(80)('a:0')).toThrow('has the port 0');
    expect(listenAddress(80)('127.0.0.1:0')).toEqual({ host: '127.0.0.1', port: 0 });
  });

  it('may be missing where that means something', () => {
    const read = optionalAddresses(6379);
    expect([read(''), read(' ; ')]).toEqual([undefined, undefined]);
    expect(read('a')).toEqual([{ host: 'a', port: 6379 }]);
  });

  it('without a port are a host', () => {
    expect([hostOnly('::'), hostOnly('[::]'), hostOnly('0.0.0.0')]).toEqual(['::', '::', '0.0.0.0']);
    for (const text of ['a:1', '127.0.0.1:23000', '[::]:23000', '']) {
      expect(() => hostOnly(text)).toThrow('is not a host name or IP address');
    }
  });
});

describe('folders', () => {
  it('begin at the folder of the file unless they are absolute', () => {
    expect(folderPath('../data/db', '/srv/tnv/etc')).toBe('/srv/tnv/data/db');
    expect(folderPath('/var/db', '/srv/tnv/etc')).toBe('/var/db');
    expect(() => folderPath('', '/srv')).toThrow('is empty');
  });

  it('of files keep the text they were configured with, a "/" at the end too', () => {
    expect(storePaths('../data//; /mnt/b ;c', '/srv/etc')).toEqual([
      { text: '../data//', folder: '/srv/data' },
      { text: '/mnt/b', folder: '/mnt/b' },
      { text: 'c', folder: '/srv/etc/c' },
    ]);
  });

  it('of files are two folders, no key too long for an id server, and not the root', () => {
    expect(() => storePaths('../data;/mnt/b;/srv/data/', '/srv/etc')).toThrow(
      'names one folder twice: "../data" and "/srv/data/" are /srv/data',
    );
    expect(() => storePaths('a;a/', '/srv')).toThrow('names one folder twice: "a" and "a/" are /srv/a');
    expect(() => storePaths('/', '/srv')).toThrow('is the root folder');
    expect(() => storePaths(`/${'x'.repeat(64)}`, '/srv')).toThrow('has 65 bytes, at most 64 fit');
    expect(storePaths(`/${'x'.repeat(62)}/`, '/srv')).toHaveLength(1);
    expect(() => storePaths(';', '/srv')).toThrow('names nothing');
  });
});
