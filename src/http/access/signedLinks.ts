import type { FileAddress } from '../../protocol/fileAddress.ts';
import { hmac, sameSecret } from './secrets.ts';

/**
 * The query of an address that reads `file` until `expiresSeconds` since the epoch: `expires=…&sig=…`. Spec: HTTP-LINKS.
 */
export function signLink(key: string, file: FileAddress, expiresSeconds: number): string {
  return `expires=${expiresSeconds}&sig=${signature(key, file, expiresSeconds)}`;
}

/** Whether a query holds a signature for `file` that is right and not over its time. Spec: HTTP-LINKS. */
export function isSigned(key: string, file: FileAddress, query: URLSearchParams, nowMs: number): boolean {
  const expires = query.get('expires') ?? '';
  const given = query.get('sig') ?? '';
  if (!/^\d{1,12}$/.test(expires) || !sameSecret(given, signature(key, file, Number(expires)))) return false;
  return nowMs < Number(expires) * 1000;
}

function signature(key: string, { appid, userid, fileid }: FileAddress, expiresSeconds: number): string {
  return hmac(key, JSON.stringify(['tnv-link', appid, userid, fileid, expiresSeconds]));
}
