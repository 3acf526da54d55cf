import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';

function record(options: LogOptions = {}): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  const log = createLog({ ...options, stream: { write: (line) => void lines.push(line) } });
  return { lines, log };
}

test('a line is one JSON object with level, time, event and fields', () => {
  const { lines, log } = record();
  log.info('request', { peer: '127.0.0.1:5', bytes: 7, ok: true, why: undefined });
  expect(lines.length).toBe(1);
  expect(lines[0]?.endsWith('}\n')).toBe(true);
  const line = JSON.parse(lines[0] ?? '');
  expect(Math.abs(Date.parse(line.time) - Date.now())).toBeLessThan(60_000);
  expect(line).toEqual({ level: 'info', time: line.time, event: 'request', peer: '127.0.0.1:5', bytes: 7, ok: true });
});

test('big integers and errors can be read, whatever field they are in', () => {
  const { lines, log } = record();
  const cause = new Error('the reason');
  log.error('failed', {
    small: 5n,
    huge: 2n ** 63n,
    error: new TypeError('what', { cause }),
    second: new Error('other'),
  });
  const line = JSON.parse(lines[0] ?? '');
  expect([line.small, line.huge]).toEqual([5, '9223372036854775808']);
  expect(line.error).toMatchObject({ type: 'TypeError', message: 'what', cause: { message: 'the reason' } });
  expect(line.error.stack).toContain('log.test.ts');
  expect(line.second.message).toBe('other');
});

test('a child adds its fields to every line', () => {
  const { lines, log } = record();
  log.child({ daemon: 'tracker', limit: 3n }).child({ part: 'x' }).warn('event');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', daemon: 'tracker', limit: 3, part: 'x' });
});

test('lines below the level are left out', () => {
  const { lines, log } = record({ level: 'warn' });
  log.debug('no');
  log.info('no');
  log.warn('yes');
  log.error('yes');
  expect(lines.length).toBe(2);
  const all = record({ level: 'debug' });
  all.log.debug('yes');
  expect(all.lines.length).toBe(1);
});

test('the level can change, for children that were made before too', () => {
  const { lines, log } = record();
  const child = log.child({ part: 'x' });
  child.debug('no');
  log.setLevel('debug');
  child.debug('yes');
  log.setLevel('error');
  child.warn('no');
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['yes']);
});

test('a line for people has event and fields in one line', () => {
  const { lines, log } = record({ pretty: true });
  log.info('request', { peer: '127.0.0.1:5' });
  const plain = stripVTControlCharacters(lines.join(''));
  expect(plain).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: request \{"peer":"127.0.0.1:5"\}\n$/);
});
