import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';

/** A part of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * The part of a file of `fileSize` bytes that a download asks for; `size` 0 means up to the end, so that `offset` at
 * the end is an empty part. Throws a `TnvError` out of range when any of it lies outside the file. Spec: DOWNLOAD-RANGE.
 */
export function rangeOf(offset: bigint, size: bigint, fileSize: number): ByteRange {
  const end = size === 0n ? BigInt(fileSize) : offset + size;
  if (offset < 0n || size < 0n || offset > end || end > BigInt(fileSize)) {
    throw new TnvError(
      ErrorNumber.outOfRange,
      `${size} bytes from ${offset} are not all within the ${fileSize} there are`,
    );
  }
  return { start: Number(offset), length: Number(end - offset) };
}
