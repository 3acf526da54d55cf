import type { Clock } from './clock.ts';
import { ipBytes } from './ip.ts';
import { contains, type Subnet } from './subnet.ts';

/** How many connections are let in. */
export interface GateLimits {
  /** Open at once. */
  readonly connectionsMax: number;
  /** Open at once of one peer that is not trusted; as many as there may be at all unless given. */
  readonly connectionsPerPeerMax?: number;
  /** Peers whose connections are only limited as all are; nobody unless given. */
  readonly trustedPeers?: readonly Subnet[];
}

/** Why a connection was not let in: a limit is reached, of all or of its peer; or its peer is not welcome for a while. */
export type Refusal = 'full' | 'peer full' | 'misbehaved';

/** Is told of connections that are not borne. */
export interface GateWatch {
  /** `peer` is an IP address, `open` the number of connections of all. */
  refused(peer: string, why: Refusal, open: number): void;
  /** A connection had to make room for another one. */
  displaced(peer: string, open: number): void;
}

/** Milliseconds after which a connection that has asked for nothing makes room for any other one. */
const SILENCE_MAX_MS = 1_000;
/** Milliseconds for which a peer is not welcome. */
const MISBEHAVED_MS = 1_000;
/** Peers that are remembered for it: those that would be more are few, or one of many that come only once. */
const MISBEHAVED_MAX = 10_000;
const IPV6_PREFIX_BYTES = 8;

interface Place {
  readonly peer: string;
  /** What connections are counted by; undefined when the peer is trusted. */
  readonly key: string | undefined;
  readonly sinceMs: number;
}

/**
 * Knows who is inside and lets no more in than the limits allow. When all places are taken, the guest that has been
 * silent for longest gives up its own, to anybody after a moment and at once to a peer that has fewer: whoever takes
 * places without asking for anything cannot keep others out.
 * Spec: CONN-FULL, CONN-PEER-FULL, CONN-MAKE-ROOM, HTTP-LIMITS.
 */
export class Gate<Guest> {
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #watch: GateWatch | undefined;
  readonly #cut: (guest: Guest) => void;
  readonly #places = new Map<Guest, Place>();
  /** Those that are not trusted and have asked for nothing yet, the oldest first. */
  readonly #silent = new Set<Guest>();
  readonly #counts = new Map<string, number>();
  /** Until when, by peer; in the order of these moments. */
  readonly #misbehaved = new Map<string, number>();

  /** `cut` drops the connection of a guest that has to make room. */
  constructor(limits: GateLimits, clock: Clock, cut: (guest: Guest) => void, watch?: GateWatch) {
    this.#limits = limits;
    this.#clock = clock;
    this.#cut = cut;
    this.#watch = watch;
  }

  /** Guests inside. */
  get size(): number {
    return this.#places.size;
  }

  /** Lets a guest from the IP address `peer` in, or says why not. Each that was let in has to `leave`. */
  enter(guest: Guest, peer: string): Refusal | undefined {
    const key = this.#keyOf(peer);
    const why = this.#obstacle(key);
    if (why !== undefined) {
      this.#watch?.refused(peer, why, this.size);
      return why;
    }
    this.#places.set(guest, { peer, key, sinceMs: this.#clock.monotonicMs() });
    if (key === undefined) return undefined;
    this.#silent.add(guest);
    this.#counts.set(key, this.#countOf(key) + 1);
    return undefined;
  }

  /** A guest has asked for something. */
  heard(guest: Guest): void {
    this.#silent.delete(guest);
  }

  /** A guest, to be cut, has broken the rules in a way that is costly: nobody of its peer is let in for a second, unless it is trusted. */
  misbehaved(guest: Guest): void {
    const key = this.#places.get(guest)?.key;
    if (key === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    for (const [peer, untilMs] of this.#misbehaved) {
      if (untilMs > nowMs) break;
      this.#misbehaved.delete(peer);
    }
    this.#misbehaved.delete(key);
    if (this.#misbehaved.size < MISBEHAVED_MAX) this.#misbehaved.set(key, nowMs + MISBEHAVED_MS);
  }

  /** A guest is gone. Nothing happens when it is not inside. */
  leave(guest: Guest): void {
    const place = this.#places.get(guest);
    if (place === undefined) return;
    this.#places.delete(guest);
    this.#silent.delete(guest);
    if (place.key === undefined) return;
    const left = this.#countOf(place.key) - 1;
    if (left > 0) this.#counts.set(place.key, left);
    else this.#counts.delete(place.key);
  }

  #obstacle(key: string | undefined): Refusal | undefined {
    const { connectionsMax, connectionsPerPeerMax = Number.POSITIVE_INFINITY } = this.#limits;
    if (key !== undefined && (this.#misbehaved.get(key) ?? 0) > this.#clock.monotonicMs()) return 'misbehaved';
    if (key !== undefined && this.#countOf(key) >= connectionsPerPeerMax) return 'peer full';
    return this.size < connectionsMax || this.#makeRoom(key) ? undefined : 'full';
  }

  /** Looks at nobody but the longest silent guest: whoever presses in must cost little. */
  #makeRoom(newcomer: string | undefined): boolean {
    for (const guest of this.#silent) {
      const place = this.#places.get(guest);
      if (place === undefined) return false;
      const isRecent = this.#clock.monotonicMs() - place.sinceMs < SILENCE_MAX_MS;
      if (isRecent && this.#countOf(place.key) <= this.#countOf(newcomer) + 1) return false;
      this.leave(guest);
      this.#cut(guest);
      this.#watch?.displaced(place.peer, this.size);
      return true;
    }
    return false;
  }

  /** Connections of a peer; 0 for a trusted one. */
  #countOf(key: string | undefined): number {
    return key === undefined ? 0 : (this.#counts.get(key) ?? 0);
  }

  /** An IPv6 address counts with all others of its /64: whoever has one has them all. */
  #keyOf(peer: string): string | undefined {
    const bytes = ipBytes(peer);
    if (bytes === undefined) return peer;
    if (this.#limits.trustedPeers?.some((subnet) => contains(subnet, bytes))) return undefined;
    return bytes.length === 4 ? peer : Buffer.from(bytes.subarray(0, IPV6_PREFIX_BYTES)).toString('hex');
  }
}
