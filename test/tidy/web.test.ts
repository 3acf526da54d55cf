import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, ROOT, type SourceFile, sourceFile, sourceFiles } from './sourceFiles.ts';

/** Packages that may become part of the page. */
const PACKAGES = ['preact', 'preact/hooks', '@preact/signals', 'hls.js/light'];

const BANNED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bdangerouslySetInnerHTML\b|\binnerHTML\b|\binsertAdjacentHTML\b/, 'elements: no text becomes markup'],
  [/\bsetAttribute\(/, 'properties; the Content-Security-Policy forbids style attributes'],
  [/\beval\(|\bnew Function\(/, 'code'],
  [/\bconsole\./, 'a notice to the viewer'],
];

/** What is wrong with a file of the page, a sentence each. */
function faults(file: SourceFile): string[] {
  const banned = BANNED.filter(([pattern]) => pattern.test(file.code)).map(
    ([pattern, instead]) => `${file.path}: ${pattern} is banned here, use ${instead}`,
  );
  const foreign = file.imports
    .filter((specifier) => !(specifier.startsWith('.') || PACKAGES.includes(specifier)))
    .map((specifier) => `${file.path} imports ${specifier}: the page is built of itself and ${PACKAGES.join(', ')}`);
  const addresses = [...file.text.matchAll(/['"`]https?:\/\/[^'"`]*/g)].map(
    ([address]) => `${file.path} names ${address}: nothing comes from other sites`,
  );
  return [...banned, ...foreign, ...addresses];
}

describe('the sources of the page', () => {
  // Spec: PAGE-OWN-CONTENT
  it('are built of themselves and a few small packages, and make no markup of text', () => {
    const sources = sourceFiles('web/src').filter(({ path }) => !isTest(path) && !path.endsWith('.d.ts'));
    expect(sources.length).toBeGreaterThan(40);
    expect(sources.flatMap(faults)).toEqual([]);
  });

  it.each([
    ['markup from text', 'element.innerHTML = name;'],
    ['another package', "import x from 'lodash';"],
    ['code of the server', "import x from 'node:fs';"],
    ['another site', "const font = 'https://fonts.example/a.woff2';"],
  ])('are refused with %s', (_what, text) => {
    expect(faults(sourceFile('web/src/x.ts', text))).toHaveLength(1);
  });

  // Spec: PAGE-OWN-CONTENT
  it('hold no script and no style in the text of the page', () => {
    const html = readFileSync(join(ROOT, 'web/index.html'), 'utf8');
    expect(html).not.toMatch(/<style|\bstyle=|\bon\w+=|<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/https?:/);
  });
});
