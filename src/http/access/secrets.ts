import { createHmac, timingSafeEqual } from 'node:crypto';

/** The HMAC, with SHA-256, of a text under a key, in hex. */
export function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. Spec: HTTP-LOGIN. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'same secret').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
