import type { CitingFile, Found } from './check.ts';

const COMMENT = /^\s*(?:\/\/|\/?\*)/;
const ID = /'([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)'/g;

/** The statements that an oracle of the simulator names when it complains: strings that are ids. */
export function oraclesIn({ path, text }: CitingFile): Found {
  const lines = text.split('\n').map((line) => (COMMENT.test(line) ? '' : line));
  const checks = lines.flatMap((line, at) =>
    [...line.matchAll(ID)].map((match) => {
      return { kind: 'oracle', statement: match[1] ?? '', where: `${path}:${at + 1}` } as const;
    }),
  );
  return { checks, complaints: [] };
}
