import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Runs code that sees `plant`, `BUGS` and `rangeOf` in a process of its own; what it prints. */
function run(code: string): string {
  const program = `
    import { plant } from './sim/bugs/plant.ts';
    import { BUGS } from './sim/bugs/catalogue.ts';
    const bug = (name) => BUGS.find((candidate) => candidate.name === name);
    ${code}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: ROOT, encoding: 'utf8' }).trim();
}

const LENGTH = `
  const { rangeOf } = await import('./src/storage/rangeOf.ts');
  console.log(rangeOf(5n, 0n, 10).length);`;

describe('planting a bug', () => {
  it('changes what a process of its own loads, and nothing else', () => {
    expect(run(LENGTH)).toBe('5');
    expect(run(`plant(bug('range-one-too-short')); ${LENGTH}`)).toBe('4');
    expect(run(`plant(bug('range-past-the-end')); ${LENGTH}`)).toBe('5');
  });

  it('tells when the changed code was not loaded, so that nothing was tried', () => {
    const check = "const check = plant(bug('range-one-too-short'));";
    const verdict = "try { check(); console.log('in effect'); } catch (error) { console.log(error.message); }";
    expect(run(`${check} ${LENGTH} ${verdict}`)).toBe('4\nin effect');
    expect(run(`${check} ${verdict}`)).toBe('range-one-too-short is not in effect: src/storage/rangeOf.ts not loaded');
  });
});
