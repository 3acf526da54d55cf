import type { Address } from '../wire/conversation.ts';

/** `host:port`, `[v6]:port` or `:port` (127.0.0.1). Throws a RangeError that says what is wrong. */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65535) throw new RangeError(`'${text}' is not an address host:port`);
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}
