/** The kinds of thing that can fail when a statement does not hold. */
export const KINDS = ['unit test', 'oracle', 'vector', 'case'] as const;
export type Kind = (typeof KINDS)[number];

/** Something that fails when a statement does not hold. */
export interface Check {
  readonly kind: Kind;
  /** The id of the statement. */
  readonly statement: string;
  /** Where to look: `src/id/blocks.test.ts:40`, `vectors/join.json: empty version`, `storage/upload/empty`. */
  readonly where: string;
}

/** What was found in some files. */
export interface Found {
  readonly checks: readonly Check[];
  /** What is wrong with the way the files cite, a sentence each. */
  readonly complaints: readonly string[];
}

/** A file that may cite statements. */
export interface CitingFile {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** Everything found in all files, as one. */
export function together(found: readonly Found[]): Found {
  return {
    checks: found.flatMap(({ checks }) => checks),
    complaints: found.flatMap(({ complaints }) => complaints),
  };
}
