import { ipBytes } from './ip.ts';

/** A range of IP addresses. */
export interface Subnet {
  /** 4 or 16 bytes. */
  readonly base: Uint8Array;
  /** How many of its first bits count. */
  readonly bits: number;
}

/** Reads an IP address or `address/bits`; undefined when `text` is neither. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', length, ...others] = text.trim().split('/');
  const base = ipBytes(address);
  if (base === undefined || others.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? base.length * 8 : Number(length);
  return bits > base.length * 8 ? undefined : { base, bits };
}

/** Whether the address with these bytes lies in `subnet`. */
export function contains({ base, bits }: Subnet, ip: Uint8Array): boolean {
  if (ip.length !== base.length) return false;
  const whole = bits >> 3;
  for (let at = 0; at < whole; at++) if (ip[at] !== base[at]) return false;
  const rest = bits & 7;
  return rest === 0 || ((ip[whole] ?? 0) ^ (base[whole] ?? 0)) >> (8 - rest) === 0;
}

/** A machine itself, as it connects to itself unless told otherwise. */
export const LOOPBACK: readonly Subnet[] = [
  { base: Uint8Array.of(127, 0, 0, 1), bits: 32 },
  { base: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), bits: 128 },
];
