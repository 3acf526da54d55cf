/** One number for each sample; a single number when they are all the same, which saves most of the memory. */
export type Column = number | Uint32Array | Int32Array;

/** The number of sample `index`. */
export function valueAt(column: Column, index: number): number {
  return typeof column === 'number' ? column : (column[index] ?? 0);
}

/** Bytes that it takes. */
export function columnBytes(column: Column): number {
  return typeof column === 'number' ? 8 : column.byteLength;
}
