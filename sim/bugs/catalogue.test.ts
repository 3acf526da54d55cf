import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits, filesOf, StaleEdit } from './bug.ts';
import { BUGS, CANARY } from './catalogue.ts';

const ROOT = join(import.meta.dirname, '../..');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('the planted bugs', () => {
  it('are many, and have names of their own, the canary first', () => {
    const names = BUGS.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(26);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe(CANARY);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });

  it.each(BUGS)('$name still applies to the code as it is, and is TypeScript then', (bug) => {
    for (const file of filesOf(bug)) {
      const text = read(file);
      const changed = applyEdits(text, file, bug.edits);
      expect(changed).not.toBe(text);
      expect(stripTypeScriptTypes(changed)).not.toBe('');
    }
  });

  it('change production code only, and name statements of the specification', () => {
    const spec = readdirSync(join(ROOT, 'spec'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => read(`spec/${name}`))
      .join('\n');
    for (const bug of BUGS) {
      expect(filesOf(bug).filter((file) => !/^src\/[\w/]+\.ts$/.test(file))).toEqual([]);
      expect(bug.statements.filter((id) => !spec.includes(`**${id}** (`))).toEqual([]);
    }
  });
});

describe('an edit', () => {
  it('is refused where its text is missing or stands twice', () => {
    const edit = { file: 'a.ts', find: 'b', replace: 'c' };
    expect(applyEdits('a b', 'a.ts', [edit])).toBe('a c');
    expect(applyEdits('b b', 'z.ts', [edit])).toBe('b b');
    expect(() => applyEdits('a', 'a.ts', [edit])).toThrow(StaleEdit);
    expect(() => applyEdits('b b', 'a.ts', [edit])).toThrow(StaleEdit);
  });
});
