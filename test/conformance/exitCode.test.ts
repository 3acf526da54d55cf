import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { CASES } from '../../conformance/cases/index.ts';
import { conformance } from '../../conformance/cli/conformance.ts';
import { formatAddress } from '../../conformance/wire/conversation.ts';
import { brokenSite } from './broken/brokenSite.ts';
import type { Flaw } from './broken/flaw.ts';

/** How a run over the ranges of a storage with these flaws ends. */
async function exitCode(...flaws: Flaw[]): Promise<number> {
  await using site = await brokenSite(...flaws);
  const storage = site.target.storage[0];
  const args = ['--storage', storage === undefined ? '' : formatAddress(storage), '--only', 'storage/ranges/*'];
  const output = () => new PassThrough().resume() as unknown as NodeJS.WriteStream;
  const signal = new AbortController().signal;
  return await conformance(args, CASES, { program: 'kit', stdout: output(), stderr: output(), noColor: true, signal });
}

it('cases that are all blocked are no success, though none of them failed', async () => {
  expect(await exitCode()).toBe(0);
  expect(await exitCode('refuses every upload')).toBe(1);
});
