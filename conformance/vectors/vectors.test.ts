import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { drift, vectorFiles } from './generate.ts';
import { PACKETS } from './make/bytes.ts';
import type { VectorFile } from './make/vector.ts';

const files = [...vectorFiles().values()].map((text) => JSON.parse(text) as VectorFile);
const vectors = files.flatMap((file) => file.vectors.map((vector) => ({ ...vector, packet: file.packet })));

describe('the packet vectors', () => {
  it('are current; `npm run vectors` writes them', () => {
    expect(drift(import.meta.dirname)).toEqual([]);
  });

  it('follow their schema, which refuses others', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
    for (const text of vectorFiles().values()) {
      validate(JSON.parse(text));
      expect(validate.errors).toBeNull();
    }
    const [file] = files;
    const [vector] = file?.vectors ?? [];
    for (const wrong of [
      { hex: '0g' },
      { verdict: 'fine' },
      { head: { bodyLength: 171 } },
      { id: 'Join' },
      { note: '' },
    ]) {
      expect(validate({ ...file, $schema: './vectors.schema.json', vectors: [{ ...vector, ...wrong }] })).toBe(false);
    }
  });

  it('have an id of their own each', () => {
    const ids = vectors.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('are there for each packet and its success reply, valid and invalid', () => {
    for (const packet of PACKETS) {
      for (const kind of ['request', 'success']) {
        const verdicts = new Set(
          vectors.filter((one) => one.packet === packet && one.kind === kind).map(({ verdict }) => verdict),
        );
        expect([packet, kind, verdicts.has('valid'), verdicts.has('invalid')]).toEqual([packet, kind, true, true]);
      }
    }
  });

  it('tell in their head what their bytes say', () => {
    for (const { id, head, hex } of vectors) {
      if (head === undefined || hex === undefined) continue;
      const bytes = Buffer.from(hex, 'hex');
      const said = { bodyLength: String(bytes.readBigInt64BE(0)), command: bytes[8], status: bytes.readInt8(9) };
      expect([id, said]).toEqual([id, head]);
    }
  });

  it('name statements of the specification', () => {
    const registry = JSON.parse(readFileSync(join(import.meta.dirname, '../../spec/statements.json'), 'utf8')) as {
      statements: { id: string }[];
    };
    const known = new Set(registry.statements.map(({ id }) => id));
    const strange = vectors.flatMap(({ id, statements }) =>
      statements.filter((one) => !known.has(one)).map((one) => `${id}: ${one}`),
    );
    expect(strange).toEqual([]);
  });
});
