/** One change of the text of one file. */
export interface Edit {
  /** Relative to the project: `src/storage/rangeOf.ts`. */
  readonly file: string;
  /** Exact text that stands in the file once. */
  readonly find: string;
  readonly replace: string;
}

/** A small wrong variant of the real code, to see whether an oracle notices. */
export interface Bug {
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** The statements of the specification that do not hold with it. */
  readonly statements: readonly [string, ...string[]];
  readonly edits: readonly [Edit, ...Edit[]];
}

/** An edit that does not fit its file any more. */
export class StaleEdit extends Error {
  override readonly name = 'StaleEdit';
}

/** The text of `file` with the edits for it made in turn. Throws a `StaleEdit` when one does not apply exactly once. */
export function applyEdits(text: string, file: string, edits: readonly Edit[]): string {
  return edits.filter((edit) => edit.file === file).reduce(applyEdit, text);
}

function applyEdit(text: string, { file, find, replace }: Edit): string {
  const at = text.indexOf(find);
  if (at < 0) throw new StaleEdit(`${file} does not contain ${JSON.stringify(find)}`);
  if (text.includes(find, at + 1)) throw new StaleEdit(`${file} contains ${JSON.stringify(find)} more than once`);
  return text.slice(0, at) + replace + text.slice(at + find.length);
}

/** The files that a bug changes. */
export function filesOf(bug: Bug): string[] {
  return [...new Set(bug.edits.map(({ file }) => file))];
}
