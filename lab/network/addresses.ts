/** The network of the laboratory's hosts: /24. */
const NET = '10.77.0';
export const PREFIX_LENGTH = 24;
const FIRST_HOST = 11;

/** The address that Keepalived moves between hosts. */
export const FLOATING_IP = `${NET}.100`;

/** Address of the first, second, … host, from 0. */
export function ipOf(host: number): string {
  return `${NET}.${FIRST_HOST + host}`;
}
