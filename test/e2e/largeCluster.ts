/// <reference lib="dom" />
import type { Page } from 'playwright-core';

const GROUP_SIZE = 5;
const HOUR_MS = 3_600_000;

/** Has the page's cluster view told of a cluster of so many storages, a few of them in trouble; call it before the page opens. */
export async function largeCluster(page: Page, count: number): Promise<void> {
  await page.addInitScript(
    (data) => {
      class ToldCluster extends EventTarget {
        static readonly CLOSED = 2;
        readonly readyState = 1;

        constructor() {
          super();
          setTimeout(() => this.dispatchEvent(new MessageEvent('cluster', { data })));
        }

        close(): void {}
      }
      Object.assign(globalThis, { EventSource: ToldCluster });
    },
    JSON.stringify(snapshotOf(count)),
  );
}

function snapshotOf(count: number) {
  const now = Date.now();
  const ago = (ms: number): string => new Date(now - ms).toISOString();
  const storages = Array.from({ length: count }, (_, at) => {
    const state = at % 67 === 37 ? 'OFFLINE' : at % 97 === 55 ? 'ONLINE' : 'ACTIVE';
    const requestsPerSecond = 6 + ((at * 7919) % 311) / 10;
    return {
      ...{ hostname: `storage${at + 1}`, address: `10.0.${Math.floor(at / GROUP_SIZE)}.${at % GROUP_SIZE}:23000` },
      ...{ state, version: at % 50 === 3 ? '0.0.9' : '0.1.0' },
      ...{
        startedAt: ago(70 * HOUR_MS),
        joinedAt: ago(70 * HOUR_MS),
        beatAt: ago(state === 'OFFLINE' ? 95_000 : 4_000),
      },
      load:
        state === 'OFFLINE'
          ? null
          : { requestsPerSecond, connections: 4 + (at % 9), bytesPerSecond: requestsPerSecond * 210_000 },
    };
  });
  const groups = Array.from({ length: Math.ceil(count / GROUP_SIZE) }, (_, at) => ({
    name: `group${String(at + 1).padStart(3, '0')}`,
    storages: storages.slice(at * GROUP_SIZE, (at + 1) * GROUP_SIZE),
  }));
  return {
    ...{ at: new Date(now).toISOString(), groups },
    trackers: [
      { address: '10.0.0.1:21000', reachable: true },
      { address: '10.0.0.2:21000', reachable: false, why: 'connection refused' },
    ],
    ids: [{ address: '10.0.0.1:22000', reachable: true }],
    gateway: { hostname: 'gateway1', version: '0.1.0', startedAt: ago(HOUR_MS), viewers: 1, load: null },
  };
}
