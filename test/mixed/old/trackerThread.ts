import { setTimeout as sleep } from 'node:timers/promises';
import { encodeRequest } from '../../../conformance/wire/layout.ts';
import type { Address } from '../../../src/host/address.ts';
import { Peer } from './peer.ts';
import type { Settings } from './settings.ts';

/** Joins every tracker and sends it BEATs until `stop` is aborted: the first one an interval after the JOIN. */
export async function keepBeating(settings: Settings, port: number, stop: AbortSignal): Promise<void> {
  const startTime = nowSeconds();
  const trackers = settings.addresses('tnv_tracker_addrs', '127.0.0.1:21000');
  await Promise.all(trackers.map((tracker) => beatAt(settings, tracker, { port, startTime }, stop)));
}

async function beatAt(
  settings: Settings,
  tracker: Address,
  { port, startTime }: { readonly port: number; readonly startTime: number },
  stop: AbortSignal,
): Promise<void> {
  const intervalMs = settings.number('tnv_heart_beat_interval', 10) * 1000;
  const who = {
    group: settings.text('tnv_group_name', 'group001'),
    hostname: settings.text('tnv_hostname', 'storage'),
  };
  while (!stop.aborted) {
    let peer: Peer | undefined;
    try {
      peer = await Peer.open(tracker);
      await peer.ask(
        encodeRequest('JOIN', { ...who, version: '1.0', port, startTime, joinTime: nowSeconds() }, { pad: 0x67 }),
      );
      while (!stop.aborted) {
        await pause(intervalMs, stop);
        await peer.ask(encodeRequest('BEAT', who, { pad: 0x67 }));
      }
    } catch {
      await pause(intervalMs, stop);
    } finally {
      peer?.close();
    }
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
