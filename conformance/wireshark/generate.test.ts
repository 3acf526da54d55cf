import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dissector } from './generate.ts';

it('the dissector is current; `npm run dissector` writes it', () => {
  expect(readFileSync(join(import.meta.dirname, 'tnv.lua'), 'utf8')).toBe(dissector());
});
