/**
 * Reads a list of cases that are expected to fail: one id a line, `#` begins a comment. Throws a RangeError that names
 * ids which no case has, so that the list cannot go stale.
 */
export function parseExpectedFailures(text: string, known: ReadonlySet<string>): Set<string> {
  const ids = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw new RangeError(`no case has this id: ${unknown.join(', ')}`);
  return new Set(ids);
}
