import { type Gang, TARGETS, type Target } from './gang.ts';

/** One in so many is too much. */
const TOO_MANY = 1.1;
const AT_ONCE = 50;

/** Connections that ask for nothing, more than a peer may have, at every daemon. */
export async function idle(gang: Gang): Promise<void> {
  const count = Math.ceil(gang.plan.perPeer * TOO_MANY);
  for (let peer = 0; peer < gang.plan.peers; peer++) {
    for (const target of TARGETS) await fill(gang, target, peer, count);
  }
}

async function fill(gang: Gang, target: Target, peer: number, count: number): Promise<void> {
  for (let opened = 0; opened < count && !gang.over; opened += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => gang.open(target, peer)));
    await gang.digest();
  }
}
