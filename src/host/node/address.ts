import type { Address } from '../address.ts';

const MAPPED_IPV4 = '::ffff:';

/** An address of a socket as Node gives it: IPv4 written as IPv4 also on a socket for both. */
export function socketAddress(host: string | undefined, port: number | undefined): Address {
  const plain = host?.startsWith(MAPPED_IPV4) && host.includes('.') ? host.slice(MAPPED_IPV4.length) : host;
  return { host: plain ?? '', port: port ?? 0 };
}

/** Whether `host` stands for all addresses of the machine. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '';
}
