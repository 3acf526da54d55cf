import type { Key, ServiceKeys } from './key.ts';

const WIDTH = 100;
const INDENT = '    ';
const FORMAT =
  'Lists are split by ";". A "#" begins a comment wherever it stands. A key without a value has its default.';

/**
 * A complete configuration file: every key with its default and what it is. Keys that few will ever change stand
 * in it as comments. Reading it gives the defaults. Spec: CONFIG-FORMAT.
 */
export function describeKeys({ service, about, keys }: ServiceKeys): string {
  const blocks = Object.values(keys).map((key) => `${describeKey(key)}\n`);
  return `${comment(`${about}\n${FORMAT}`, '')}\nservice ${service} {\n${blocks.join('\n')}}\n`;
}

function describeKey({ name, fallback, help, variable, rare }: Key<unknown>): string {
  const wins = variable === undefined ? '' : ` The environment variable ${variable} wins over the file.`;
  const setting = `${rare ? '#' : ''}${name} = ${fallback}`.trimEnd();
  return `${comment(help + wins, INDENT)}${INDENT}${setting}`;
}

/** Lines that begin with `# `, no wider than `WIDTH` where words allow it; line breaks of the text stay. */
function comment(text: string, indent: string): string {
  return text
    .split(/\r\n?|\n/)
    .flatMap((paragraph) => wrap(paragraph, WIDTH - indent.length - 2))
    .map((line) => `${indent}# ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
