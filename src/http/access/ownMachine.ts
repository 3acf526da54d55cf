import { parseAddress } from '../../host/address.ts';
import type { HttpRequest } from '../../host/http.ts';

type Asked = Pick<HttpRequest, 'headers' | 'peer'>;

const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'];
const LOOPBACK_IPV4 = /^127(?:\.\d{1,3}){3}$/;

/** Whether a request comes from this machine, by a name of this machine, through no proxy. Spec: HTTP-WRITE-LOOPBACK. */
export function isOfOwnMachine(request: Asked): boolean {
  const forwarded = PROXY_HEADERS.some((name) => request.headers[name] !== undefined);
  return !forwarded && comesFromLoopback(request) && namesLoopback(request);
}

/**
 * Whether a request comes from this machine under a foreign name: the way of a page elsewhere whose name was made to
 * lead here. Spec: HTTP-WRITE-LOOPBACK.
 */
export function isMisled(request: Asked): boolean {
  return comesFromLoopback(request) && !namesLoopback(request);
}

function comesFromLoopback({ peer }: Asked): boolean {
  return isLoopback(parseAddress(peer)?.host ?? '');
}

function namesLoopback({ headers }: Asked): boolean {
  const host = URL.parse(`http://${headers.host ?? ''}`)?.hostname ?? '';
  return host === 'localhost' || host.endsWith('.localhost') || isLoopback(host.replace(/^\[(.*)\]$/, '$1'));
}

function isLoopback(host: string): boolean {
  return host === '::1' || LOOPBACK_IPV4.test(host);
}
