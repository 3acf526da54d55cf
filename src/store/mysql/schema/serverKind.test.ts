import { describe, expect, it } from 'vitest';
import { kindOf, versionFinding } from './serverKind.ts';

describe('a server', () => {
  it.each([
    ['10.11.6-MariaDB-0+deb12u1', 'utf8mb4_nopad_bin', 'ok'],
    ['5.5.5-10.3.39-MariaDB', 'utf8mb4_nopad_bin', 'ok'],
    ['10.1.48-MariaDB', 'utf8mb4_nopad_bin', 'problem'],
    ['11.0.2-MariaDB', 'utf8mb4_nopad_bin', 'ok'],
    ['8.0.36-0ubuntu0.22.04.1', 'utf8mb4_0900_bin', 'ok'],
    ['8.0.16', 'utf8mb4_0900_bin', 'problem'],
    ['8.4.0', 'utf8mb4_0900_bin', 'ok'],
    ['5.7.44', 'utf8mb4_0900_bin', 'problem'],
  ])('of version %s compares by bytes with %s: %s', (version, collation, level) => {
    const kind = kindOf(version);
    expect(kind.byteCollation).toBe(collation);
    expect(versionFinding(kind, 'db').level).toBe(level);
  });
});
