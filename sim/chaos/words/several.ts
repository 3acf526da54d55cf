/** A number of things in words: `1 storage`, `2 storages`. */
export function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
