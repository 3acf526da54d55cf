import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gate, type GateLimits, type Refusal } from './gate.ts';
import { parseSubnet, type Subnet } from './subnet.ts';

/** A gate with a clock that stands, and what became of its guests. */
class Scene {
  nowMs = 5_000;
  readonly cut: number[] = [];
  readonly refused: Refusal[] = [];
  readonly displaced: string[] = [];
  readonly gate: Gate<number>;
  #next = 0;

  constructor(limits: GateLimits) {
    const clock = { monotonicMs: () => this.nowMs, wallMs: () => 0, utcOffsetMs: () => 0 };
    this.gate = new Gate<number>(limits, clock, (guest) => this.cut.push(guest), {
      refused: (_peer, why) => this.refused.push(why),
      displaced: (peer) => this.displaced.push(peer),
    });
  }

  /** The number of a guest that came in, or why it did not. */
  come(peer: string): number | Refusal {
    const guest = this.#next++;
    return this.gate.enter(guest, peer) ?? guest;
  }
}

const trusted = (...texts: string[]): Subnet[] => texts.flatMap((text) => parseSubnet(text) ?? []);

describe('a gate', () => {
  // Spec: CONN-PEER-FULL
  it('lets in as many of one peer as it may have, and others beside it', () => {
    const { come, gate } = bound({ connectionsMax: 100, connectionsPerPeerMax: 2 });
    expect([come('10.0.0.1'), come('10.0.0.1'), come('10.0.0.1'), come('10.0.0.2')]).toEqual([0, 1, 'peer full', 3]);
    gate.leave(0);
    gate.leave(0);
    expect([come('10.0.0.1'), come('10.0.0.1')]).toEqual([4, 'peer full']);
  });

  // Spec: CONN-PEER-FULL
  it('takes all addresses of a /64 for one peer', () => {
    const { come } = bound({ connectionsMax: 100, connectionsPerPeerMax: 1 });
    const peers = ['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:1::1', '10.0.0.1', '10.0.0.2'];
    expect(peers.map(come)).toEqual([0, 'peer full', 2, 3, 4]);
  });

  // Spec: CONN-PEER-FULL
  it('counts no connections of trusted peers one by one, but all of them together', () => {
    const { come } = bound({ connectionsMax: 4, connectionsPerPeerMax: 1, trustedPeers: trusted('10.1.0.0/16') });
    const peers = ['10.1.0.1', '10.1.0.1', '10.1.2.3', '10.2.0.1', '10.2.0.1', '10.1.0.1'];
    expect(peers.map(come)).toEqual([0, 1, 2, 3, 'peer full', 'full']);
  });

  // Spec: CONN-MAKE-ROOM
  it('gives the place of the longest silent guest away when all are taken', () => {
    const scene = new Scene({ connectionsMax: 3, trustedPeers: trusted('10.9.9.9') });
    for (const peer of ['10.9.9.9', '10.0.0.1', '10.0.0.2']) scene.come(peer);
    scene.gate.heard(1);
    expect(scene.come('10.0.0.3')).toBe('full');
    scene.nowMs += 1_000;
    expect(scene.come('10.0.0.3')).toBe(4);
    expect([scene.cut, scene.displaced, scene.gate.size]).toEqual([[2], ['10.0.0.2'], 3]);
    expect(scene.come('10.0.0.4')).toBe('full');
  });

  // Spec: CONN-MAKE-ROOM
  it('gives a place of a peer that has many to one that has fewer at once', () => {
    const { come, gate } = bound({ connectionsMax: 4, trustedPeers: trusted('10.9.9.9') });
    for (let count = 0; count < 4; count++) come('10.0.0.1');
    expect([come('10.0.0.2'), come('10.0.0.2'), come('10.0.0.2'), come('10.0.0.1')]).toEqual([4, 5, 'full', 'full']);
    // A trusted peer is never one that has more.
    gate.leave(2);
    gate.leave(3);
    expect([come('10.9.9.9'), come('10.9.9.9'), come('10.9.9.9')]).toEqual([8, 9, 10]);
  });

  // Spec: HTTP-LIMITS
  it('lets nobody in of a peer that misbehaved, for a second, unless it is trusted', () => {
    const scene = new Scene({ connectionsMax: 10, trustedPeers: trusted('10.9.9.9') });
    for (const peer of ['10.0.0.1', '10.9.9.9', '10.0.0.1']) scene.come(peer);
    for (const guest of [0, 1]) scene.gate.misbehaved(guest);
    scene.gate.leave(0);
    expect([scene.come('10.0.0.1'), scene.come('10.0.0.2'), scene.come('10.9.9.9')]).toEqual(['misbehaved', 4, 5]);
    scene.nowMs += 999;
    expect(scene.come('10.0.0.1')).toBe('misbehaved');
    scene.nowMs += 1;
    expect(scene.come('10.0.0.1')).toBe(7);
  });

  // Spec: CONN-FULL, CONN-PEER-FULL, CONN-MAKE-ROOM
  it('keeps its limits and its counts, whoever comes, speaks and goes', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ what: fc.constant('come' as const), peer: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ what: fc.constantFrom('leave' as const, 'heard' as const), guest: fc.nat(40) }),
        fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900 }) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (all, max, perPeer) => {
        const limits = { connectionsMax: max, connectionsPerPeerMax: perPeer, trustedPeers: trusted('10.0.0.4') };
        const scene = new Scene(limits);
        const inside = new Map<number, { peer: number; sinceMs: number; silent: boolean }>();
        for (const step of all) {
          if (step.what === 'wait') scene.nowMs += step.ms;
          if (step.what === 'heard') {
            scene.gate.heard(step.guest);
            const guest = inside.get(step.guest);
            if (guest !== undefined) guest.silent = false;
          }
          if (step.what === 'leave') {
            scene.gate.leave(step.guest);
            inside.delete(step.guest);
          }
          if (step.what !== 'come') continue;
          const own = [...inside.values()].filter(({ peer }) => peer === step.peer).length;
          const oldest = [...inside].find(([, { peer, silent }]) => peer !== 4 && silent);
          const count = (peer: number): number => [...inside.values()].filter((each) => each.peer === peer).length;
          const displaceable =
            oldest !== undefined &&
            (scene.nowMs - oldest[1].sinceMs >= 1_000 ||
              count(oldest[1].peer) > (step.peer === 4 ? 0 : count(step.peer)) + 1)
              ? [oldest]
              : [];
          const cutBefore = scene.cut.length;
          const came = scene.come(`10.0.0.${step.peer}`);
          if (step.peer !== 4 && own >= perPeer) expect(came).toBe('peer full');
          else if (inside.size >= max && displaceable.length === 0) expect(came).toBe('full');
          else {
            const expected = inside.size < max ? [] : [displaceable[0]?.[0]];
            expect(scene.cut.slice(cutBefore)).toEqual(expected);
            for (const gone of expected) inside.delete(gone ?? -1);
            inside.set(came as number, { peer: step.peer, sinceMs: scene.nowMs, silent: true });
          }
          expect(scene.gate.size).toBe(inside.size);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** A scene's parts, to be called by themselves. */
function bound(limits: GateLimits): { come: (peer: string) => number | Refusal; gate: Gate<number> } {
  const scene = new Scene(limits);
  return { come: (peer) => scene.come(peer), gate: scene.gate };
}
