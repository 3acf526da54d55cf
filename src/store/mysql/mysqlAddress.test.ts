import { describe, expect, it } from 'vitest';
import { formatMysqlAddress, parseMysqlAddress } from './mysqlAddress.ts';

describe('an address in mysql_addrs', () => {
  it.each([
    ['127.0.0.1', { host: '127.0.0.1', port: 3306 }],
    ['db.example', { host: 'db.example', port: 3306 }],
    ['db.example:3307', { host: 'db.example', port: 3307 }],
    ['[::1]', { host: '::1', port: 3306 }],
    ['[::1]:3307', { host: '::1', port: 3307 }],
    ['/run/mysqld/mysqld.sock', { socketPath: '/run/mysqld/mysqld.sock' }],
  ])('is read from %s', (text, address) => {
    expect(parseMysqlAddress(text)).toEqual(address);
  });

  it.each(['', ':3306', 'host:', 'host:port', 'host:99999', '::1', 'two words'])('is none: "%s"', (text) => {
    expect(parseMysqlAddress(text)).toBeUndefined();
  });

  it.each(['127.0.0.1:3306', '[::1]:3307', '/run/mysqld/mysqld.sock'])('is shown as %s', (text) => {
    const address = parseMysqlAddress(text);
    expect(address && formatMysqlAddress(address)).toBe(text);
  });
});
