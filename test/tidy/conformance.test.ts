import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, type SourceFile, sourceFile, sourceFiles } from './sourceFiles.ts';

const KIT = 'conformance/';
const BUILT_IN = new Set(builtinModules.map((name) => `node:${name}`));

/** Node's own modules that cases do without: what they do to a target goes through their kit, which bounds and records it. */
const NOT_IN_CASES = /^node:(?:net|tls|dgram|http|https|http2|child_process|worker_threads|cluster)$/;

/** What is wrong with an import of a file of the kit, a sentence each. */
function wrongImports(file: SourceFile): string[] {
  return file.imports.flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      if (!BUILT_IN.has(specifier))
        return [`${file.path} imports ${specifier}: the kit has no dependencies but Node.js`];
      if (!file.path.startsWith(`${KIT}cases/`) || !NOT_IN_CASES.test(specifier)) return [];
      return [`${file.path} imports ${specifier}: a case uses its kit, which bounds and records what it does`];
    }
    const target = normalize(join(dirname(file.path), specifier));
    if (target.startsWith(KIT) || /^spec\/\w+\.json$/.test(target)) return [];
    return [`${file.path} imports ${target}: the kit stands alone; it judges src/ and takes nothing from it`];
  });
}

describe('the conformance kit', () => {
  it('stands alone: it imports only itself, the data of the specification and what comes with Node.js', () => {
    const kit = sourceFiles('conformance').filter((file) => !isTest(file.path));
    expect(kit.length).toBeGreaterThan(20);
    expect(kit.flatMap(wrongImports)).toEqual([]);
  });

  it('is told apart from what does not stand alone', () => {
    const ours = sourceFile('conformance/wire/x.ts', "import { a } from '../../src/protocol/head.ts';");
    const dependency = sourceFile('conformance/cli/x.ts', "import { Command } from 'commander';");
    const socket = sourceFile('conformance/cases/id/x.ts', "import { connect } from 'node:net';");
    const fine = sourceFile('conformance/wire/x.ts', "import { connect } from 'node:net';");
    for (const file of [ours, dependency, socket]) expect(wrongImports(file)).toHaveLength(1);
    expect(wrongImports(fine)).toEqual([]);
  });
});
