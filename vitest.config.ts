import { defineConfig } from 'vitest/config';

/** Tests that want a database or a cache of their own; the servers start only when one of these files runs. */
const WITH_SERVICES = ['src/store/**/*.test.ts', 'src/cache/**/*.test.ts', 'test/services/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['src/**/*.test.ts', 'sim/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: WITH_SERVICES,
        },
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
    coverage: { include: ['src/**/*.ts', 'sim/**/*.ts'], exclude: ['**/*.test.ts', '**/*.contract.ts'] },
  },
});
