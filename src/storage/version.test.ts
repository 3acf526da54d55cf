import { expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { VERSION } from './version.ts';

it('tells trackers the version of the package, which fits into a JOIN', () => {
  expect(VERSION).toBe(packageFile.version);
  expect(Buffer.byteLength(VERSION)).toBeLessThanOrEqual(6);
});
