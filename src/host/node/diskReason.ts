import { DiskError, type DiskErrorReason } from '../disk.ts';

const REASONS: Readonly<Record<string, DiskErrorReason>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EEXIST: 'exists',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
};

/** What a system call on a file failed with, as a `DiskError`. */
export function diskFailure(error: unknown): DiskError {
  if (error instanceof DiskError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new DiskError(REASONS[code] ?? 'io', error instanceof Error ? error.message : String(error), { cause: error });
}
