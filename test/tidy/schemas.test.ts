import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ROOT } from './sourceFiles.ts';

const SPEC = join(ROOT, 'spec');
const read = (name: string): unknown => JSON.parse(readFileSync(join(SPEC, name), 'utf8'));
const names = readdirSync(SPEC).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));

/** What is wrong with `data` by the schema beside the data file `name`. */
function complaints(name: string, data: unknown): string[] {
  const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
    read(name.replace(/\.json$/, '.schema.json')) as object,
  );
  validate(data);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
}

/** The data with the value at `path` replaced. */
function altered(data: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(data) as never;
  const parent = path.slice(0, -1).reduce<never>((at, key) => at[key as never], copy);
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
  return copy;
}

describe('the data of the specification', () => {
  it('is the registry of statements and the layouts of packets at least', () => {
    expect(names).toEqual(expect.arrayContaining(['packets.json', 'statements.json']));
  });

  it.each(names)('%s follows the schema beside it', (name) => {
    expect(complaints(name, read(name))).toEqual([]);
  });

  it.each([
    ['statements.json', ['statements', 0, 'level'], 'SHALL'],
    ['statements.json', ['statements', 0, 'id'], 'wire-head'],
    ['statements.json', ['statements', 0, 'binds'], []],
    ['statements.json', ['statements', 0, 'note'], 'unknown member'],
    ['packets.json', ['packets', 0, 'command'], 256],
    ['packets.json', ['packets', 0, 'fields', 0, 'width'], 0],
    ['packets.json', ['packets', 9, 'reply', 'fields', 1, 'of'], undefined],
    ['packets.json', ['packets', 9, 'extension'], 'another'],
    ['packets.json', ['packets', 0, 'fields', 3, 'width'], 4],
    ['packets.json', ['failureStatus'], 0],
  ] as const)('the schema of %s refuses %j = %j', (name, path, value) => {
    expect(complaints(name, altered(read(name), path, value))).not.toEqual([]);
  });
});
