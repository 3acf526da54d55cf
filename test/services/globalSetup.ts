import type { TestProject } from 'vitest/node';
import { ensureBinary } from './binary.ts';
import { Mariadb, type MariadbAccess } from './mariadb.ts';
import { Redis, type RedisAccess } from './redis.ts';

/** A service of the test run, or why there is none. */
export type Provided<Access> = Access | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    mariadb: Provided<MariadbAccess>;
    redis: Provided<RedisAccess>;
  }
}

interface Service<Access> {
  readonly access: Access;
  stop(): Promise<void>;
}

/**
 * One MariaDB and one Redis for all suites of a test run, who ask for them with `inject('mariadb')` and
 * `inject('redis')`. Suites that find one missing skip themselves; the reason is printed here.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: Service<unknown>[] = [];
  const start = async <Access>(
    binary: string,
    debianPackage: string,
    startService: () => Promise<Service<Access>>,
  ): Promise<Provided<Access>> => {
    const missing = await ensureBinary(binary, debianPackage);
    if (missing !== undefined) {
      process.stderr.write(`tnv tests: SKIPPING the suites that need ${binary}: ${missing}\n`);
      return { missing };
    }
    const service = await startService();
    started.push(service);
    return service.access;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.stop()));
  };
  try {
    project.provide('mariadb', await start('mariadbd', 'mariadb-server', () => Mariadb.start()));
    project.provide('redis', await start('redis-server', 'redis-server', () => Redis.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
