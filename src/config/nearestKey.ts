/** The name most like `name`, by the letters to add, drop or change; the first of several. undefined of none. */
export function nearestKey(name: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let leastEdits = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const edits = editDistance(name, candidate);
    if (edits < leastEdits) {
      leastEdits = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Levenshtein's distance: one row of the table at a time. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const changed = at(row, column - 1) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(changed, at(row, column) + 1, at(next, column - 1) + 1));
    }
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
