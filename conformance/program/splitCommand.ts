/**
 * The words of a command line as a shell would see them: blanks part words, `'…'` is taken as it is, `"…"` with
 * backslashes before `"` and `\`, a backslash elsewhere takes the next character as it is. Nothing else of a shell is
 * known here: no variables, no globs. Throws a RangeError when a quote is not closed.
 */
export function splitCommand(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const pieces = line.matchAll(/(\s+)|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^\s'"\\]+)|(['"\\])/g);
  for (const [, blank, single, double, escaped, plain, unclosed] of pieces) {
    if (unclosed !== undefined) throw new RangeError(`a ${unclosed} is not closed in: ${line}`);
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = `${word ?? ''}${single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? ''}`;
  }
  if (word !== undefined) words.push(word);
  return words;
}
