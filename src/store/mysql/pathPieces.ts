/** Paths a statement asks for; always as many, so that it is prepared once. */
const PATHS_AT_ONCE = 100;

/** Marks for the paths of a piece. */
export const PIECE_MARKS = Array<string>(PATHS_AT_ONCE).fill('?').join();

/** Cuts a list into pieces of as many paths as `PIECE_MARKS` has; the last one is filled up with its first path. */
export function pathPieces(paths: Iterable<string>): string[][] {
  const all = [...paths];
  const pieces: string[][] = [];
  for (let at = 0; at < all.length; at += PATHS_AT_ONCE) {
    const piece = all.slice(at, at + PATHS_AT_ONCE);
    pieces.push([...piece, ...Array<string>(PATHS_AT_ONCE - piece.length).fill(piece[0] ?? '')]);
  }
  return pieces;
}
