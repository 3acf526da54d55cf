import { ensureBinary, findBinary } from '../test/services/binary.ts';
import type { Package } from './parts/part.ts';

/** What every laboratory needs. */
export const BASE_PACKAGES: readonly Package[] = [
  { debian: 'iproute2', program: 'ip' },
  { debian: 'nftables', program: 'nft' },
  { debian: 'util-linux', program: 'nsenter' },
  { debian: 'util-linux', program: 'setpriv' },
  { debian: 'procps', program: 'pkill' },
];

/**
 * Installs the packages that are missing, as root on Debian. Resolves to undefined, or to the reason why some are
 * missing still, with the command that brings them.
 */
export async function ensurePackages(packages: readonly Package[]): Promise<string | undefined> {
  const missing = [...BASE_PACKAGES, ...packages].filter(({ program }) => findBinary(program) === undefined);
  const names = [...new Set(missing.map(({ debian }) => debian))];
  const [first] = missing;
  if (first === undefined) return undefined;
  const reason = await ensureBinary(first.program, ...names);
  if (reason !== undefined) return reason;
  const still = missing.filter(({ program }) => findBinary(program) === undefined);
  if (still.length === 0) return undefined;
  return `${still.map(({ debian, program }) => `${debian} brought no ${program}`).join(', ')}`;
}
