import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that want a database or a cache of their own; the servers start only when one of these files runs. */
const WITH_SERVICES = ['src/store/**/*.test.ts', 'src/cache/redis/**/*.test.ts', 'test/services/**/*.test.ts'];

/** Tests of daemons as processes of their own: slower than others. */
const WITH_PROCESSES = ['test/e2e/**/*.test.ts'];

export default defineConfig({
  test: {
    // The longest tests wait for processes and for time to pass more than they compute.
    maxWorkers: Math.max(4, availableParallelism()),
    // Most of what a process of a test costs is to read its code.
    env: {
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(import.meta.dirname, 'node_modules/.cache/node'),
    },
    // Of both, a backstop alone: a busy machine takes ten times what these take on a quiet one.
    testTimeout: 300_000,
    // A look that fails is a look too early: a busy machine stands still for a second now and then.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          // Files share the modules of their process, which they leave as they found them.
          isolate: false,
          include: [
            'src/**/*.test.ts',
            'sim/**/*.test.ts',
            'conformance/**/*.test.ts',
            'test/**/*.test.ts',
            'web/src/**/*.test.ts',
            'bench/**/*.test.ts',
            'lab/**/*.test.ts',
          ],
          exclude: [...WITH_SERVICES, ...WITH_PROCESSES],
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: WITH_PROCESSES, testTimeout: 900_000, hookTimeout: 900_000 },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: WITH_SERVICES,
          globalSetup: ['test/services/globalSetup.ts'],
        },
      },
    ],
    coverage: {
      include: ['src/**/*.ts', 'sim/**/*.ts', 'conformance/**/*.ts', 'web/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.contract.ts'],
    },
  },
});
