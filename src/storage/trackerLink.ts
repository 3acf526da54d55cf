import { Link } from '../client/link.ts';
import { readHead } from '../client/request.ts';
import { type Address, formatAddress } from '../host/address.ts';
import type { Host } from '../host/host.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sometimes } from '../host/probe.ts';
import { sleep } from '../host/sleep.ts';
import type { Timers } from '../host/timers.ts';
import { encodeBeatRequest } from '../protocol/beat.ts';
import { ReplyCommand } from '../protocol/command.ts';
import { encodeJoinRequest } from '../protocol/join.ts';
import { backoffMs, spreadMs } from './backoff.ts';

/** What a storage tells its trackers of itself. */
export interface Membership {
  /** At most 6 bytes. */
  readonly version: string;
  readonly group: string;
  readonly hostname: string;
  /** Where it listens. */
  readonly port: number;
  /** Seconds since the epoch. */
  readonly startTime: bigint;
  /** The address to connect from, which is the one trackers give to clients; a wildcard leaves it to the system. */
  readonly localHost: string;
  readonly heartBeatIntervalMs: number;
}

/** Told by a connection how far it came. */
interface Progress {
  joined(): void;
  /** It outlived an interval. */
  steady(): void;
}

const PAUSE_MS = 250;
const TIMEOUT_MIN_MS = 1_000;

/**
 * Keeps joined to one tracker: JOIN, a BEAT at once and one each interval, all on one connection; when it is lost or
 * the tracker refuses, again from the start. Resolves when `signal` is aborted and the connection is gone; never
 * rejects. Calls `onJoined` whenever the tracker has it ACTIVE anew and
 * `onLost` whenever that has ended or could not begin. Spec: STORAGE-LINK, STORAGE-ONE-CONNECTION,
 * STORAGE-BACKOFF, STORAGE-SPREAD, TRACKER-RELEARN.
 */
export async function keepJoined(
  host: Host,
  membership: Membership,
  tracker: Address,
  signal: AbortSignal,
  onJoined: () => void,
  onLost: (why: Error) => void,
): Promise<void> {
  const log = host.log.child({ tracker: formatAddress(tracker) });
  const pauseMaxMs = membership.heartBeatIntervalMs / 2;
  let failures = 0;
  let told = false;
  const progress: Progress = {
    joined() {
      told = false;
      onJoined();
      log.info('joined');
    },
    steady() {
      failures = 0;
    },
  };
  while (!signal.aborted) {
    const error = await stayJoined(host, membership, tracker, signal, progress);
    if (signal.aborted) return;
    sometimes('storage.trackerLost');
    onLost(error);
    if (!told) log.warn('tracker lost', { error });
    told = true;
    await sleep(host.timers, spreadMs(host.random, backoffMs(failures, PAUSE_MS, pauseMaxMs)), signal);
    failures += 1;
  }
}

/** One connection from its begin to its end; resolves to why it ended. */
async function stayJoined(
  host: Host,
  membership: Membership,
  tracker: Address,
  signal: AbortSignal,
  progress: Progress,
): Promise<Error> {
  const { group, hostname, localHost, heartBeatIntervalMs } = membership;
  const timeoutMs = Math.max(TIMEOUT_MIN_MS, heartBeatIntervalMs / 2);
  let link: Link | undefined;
  const onAbort = (): void => link?.abort();
  signal.addEventListener('abort', onAbort);
  try {
    link = new Link(tracker, await host.network.connect(tracker, { timeoutMs, localHost, signal }), host.timers);
    if (signal.aborted) throw new ConnectionLost('the storage is stopping');
    const joinTime = secondsOf(host.clock.wallMs());
    await ask(link, encodeJoinRequest({ ...membership, joinTime }), timeoutMs);
    const beat = encodeBeatRequest({ group, hostname });
    await ask(link, beat, timeoutMs);
    progress.joined();
    for (;;) {
      await quiet(link, host.timers, heartBeatIntervalMs);
      await ask(link, beat, timeoutMs);
      progress.steady();
    }
  } catch (error) {
    return error as Error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    link?.abort();
    await link?.closed;
  }
}

/** Sends a request and reads its reply, which has no body. */
async function ask(link: Link, packet: Buffer, timeoutMs: number): Promise<void> {
  link.headRead = false;
  link.send(packet);
  await readHead(link, { replyCommand: ReplyCommand.tracker, bodySizes: [0, 0], timeoutMs }, true);
}

/** Waits for the next beat's time; rejects when the tracker ends the connection or speaks unasked meanwhile. */
async function quiet(link: Link, timers: Timers, intervalMs: number): Promise<void> {
  const isQuiet = await new Promise<boolean>((resolve) => {
    const timer = timers.after(intervalMs, () => resolve(true));
    // What comes later is the reply to the beat.
    link.watch(() => {
      timer.cancel();
      resolve(false);
    });
  });
  if (!isQuiet) {
    sometimes('storage.trackerEndsLink');
    throw new ConnectionLost('the tracker ended the connection');
  }
}

/** Whole seconds since the epoch. */
export function secondsOf(wallMs: number): bigint {
  return BigInt(Math.floor(wallMs / 1000));
}
