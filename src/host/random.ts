/** Randomness; the simulator's comes from its seed. */
export interface Random {
  /** An integer, 0 <= n < bound; `bound` from 1 to 2^32. */
  below(bound: number): number;
  /** `count` random bytes. */
  bytes(count: number): Buffer;
}
