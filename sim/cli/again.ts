import { plantedBug } from './plantedBug.ts';

/** The command line that does something again, with the program as the user called it and the bug that is planted. */
export function commandLine(...words: readonly (string | number)[]): string {
  const bug = plantedBug();
  const program = process.env.TNV_PROGRAM ?? './bin/tnv';
  return [program, 'sim', ...words.map(String).map(quoted), ...(bug === undefined ? [] : ['--bug', bug])].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
