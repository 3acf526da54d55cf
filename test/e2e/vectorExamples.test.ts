import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const EXAMPLES = join(import.meta.dirname, '../../conformance/examples');
const VECTORS = join(import.meta.dirname, '../../conformance/vectors/beat.json');
const run = promisify(execFile);

/** Runs an example on a file of vectors; resolves to its exit code and what it printed. */
type Example = (vectors: string, folder: string) => Promise<string>;

const examples: Readonly<Record<string, { readonly missing: string | undefined; readonly run: Example }>> = {
  python: {
    missing: findBinary('python3') === undefined ? 'python3 is not installed' : undefined,
    run: async (vectors) => (await run('python3', [join(EXAMPLES, 'python/beat_vectors.py'), vectors])).stdout,
  },
  go: {
    missing: findBinary('go') === undefined ? 'go is not installed (Debian: golang-go)' : undefined,
    run: async (vectors, folder) => {
      const env = { ...process.env, GOCACHE: join(folder, 'go'), GOFLAGS: '-buildvcs=false', HOME: folder };
      return (await run('go', ['run', join(EXAMPLES, 'go/beat_vectors.go'), vectors], { env })).stdout;
    },
  },
  c: {
    missing:
      findBinary('cc') === undefined || !existsSync('/usr/include/cjson/cJSON.h')
        ? 'cc or cJSON is not installed (Debian: gcc libc6-dev libcjson-dev)'
        : undefined,
    run: async (vectors, folder) => {
      const program = join(folder, 'beat_vectors');
      await run('cc', ['-Wall', '-Werror', '-o', program, join(EXAMPLES, 'c/beat_vectors.c'), '-lcjson']);
      return (await run(program, [vectors])).stdout;
    },
  },
};

describe.each(Object.entries(examples))('the example in %s', (language, example) => {
  if (example.missing !== undefined) {
    process.stderr.write(`tnv tests: SKIPPING the example in ${language}: ${example.missing}\n`);
  }

  it.skipIf(example.missing !== undefined)('reads the vectors right, and notices a wrong one', async () => {
    await using folder = await temporaryFolder();
    expect(await example.run(VECTORS, folder.path)).toMatch(/^[1-9]\d* vectors, 0 wrong\n$/);

    const wrong = join(folder.path, 'wrong.json');
    await writeFile(wrong, (await readFile(VECTORS, 'utf8')).replace('"storage1"', '"storage2"'));
    await expect(example.run(wrong, folder.path)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/, 1 wrong\n$/),
    });
  });
});
