import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, type SourceFile, sourceFile, sourceFiles } from './sourceFiles.ts';

/**
 * Which folders each folder of src/ may import from, itself aside. A folder's row is all there is to know of its
 * place in the house; a new folder needs a row.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  host: [],
  'host/node': ['host'],
  wire: ['host', 'protocol'],
  store: ['host', 'protocol'],
  'store/sqlite': ['protocol', 'store'],
  'store/mysql': ['host', 'protocol', 'store'],
  cache: ['host'],
  'cache/memory': ['cache', 'host'],
  'cache/redis': ['cache', 'host'],
  server: ['host', 'protocol', 'store', 'wire'],
  client: ['host', 'protocol', 'wire'],
  watch: ['host', 'server'],
  tracker: ['cache', 'host', 'protocol', 'server', 'store'],
  id: ['host', 'protocol', 'server', 'store'],
  storage: ['cache', 'client', 'host', 'protocol', 'server', 'store', 'wire'],
  http: ['cache', 'client', 'host', 'protocol', 'server'],
  config: ['cache', 'client', 'host', 'http', 'id', 'protocol', 'server', 'storage', 'store', 'tracker'],
  cli: ['*'],
};

/** The row that a path belongs to: the longest one that is a folder above it. */
function folderOf(path: string): string | undefined {
  const below = dirname(path).replace(/^src\/?/, '');
  return Object.keys(MAY_IMPORT)
    .filter((folder) => below === folder || below.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** What is wrong with a file's imports, a sentence each. */
function wrongImports(file: SourceFile): string[] {
  const from = folderOf(file.path);
  if (from === undefined) return [`${file.path}: its folder has no row in MAY_IMPORT; say there what it may import`];
  const allowed = MAY_IMPORT[from] ?? [];
  return file.imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(file.path), specifier)))
    .flatMap((target) => {
      if (!target.startsWith('src/')) {
        return [`${file.path} imports ${target}: src/ stands alone; move what it needs into src/`];
      }
      const to = folderOf(target);
      if (to === undefined || to === from || allowed.includes('*') || allowed.includes(to)) return [];
      return [
        `${file.path} imports ${target}: ${from}/ may import only ${allowed.join(', ') || 'itself'}; ` +
          `let the caller pass in what is needed (an interface), or move the idea to a folder that both may import`,
      ];
    });
}

describe('the imports of src/', () => {
  it('go one way', () => {
    const production = sourceFiles('src').filter((file) => !isTest(file.path));
    expect(production.length).toBeGreaterThan(50);
    expect(production.flatMap(wrongImports)).toEqual([]);
  });

  it('are refused upwards, out of src/ and from a folder without a row', () => {
    const upward = sourceFile('src/protocol/x.ts', "import { a } from '../host/host.ts';");
    const out = sourceFile('src/wire/x.ts', "export { a } from '../../sim/world.ts';");
    const stray = sourceFile('src/newcomer/x.ts', '');
    const dynamic = sourceFile('src/tracker/x.ts', "const a = await import('../store/mysql/pool.ts');");
    for (const file of [upward, out, stray, dynamic]) expect(wrongImports(file)).toHaveLength(1);
  });
});
