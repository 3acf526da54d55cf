import { malformed } from './malformed.ts';

/** The largest int64. */
export const INT64_MAX = 2n ** 63n - 1n;

/** Writes `value` as a big-endian int64. Throws a malformed `TnvError` when it does not fit. */
export function writeInt64(target: Buffer, offset: number, field: string, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw malformed(`${field} ${value} does not fit into 64 bits`);
  target.writeBigInt64BE(value, offset);
}
