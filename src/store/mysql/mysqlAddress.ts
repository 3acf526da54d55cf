import { type Address, formatAddress, parseAddress } from '../../host/address.ts';

const PORT = 3306;

/** Where a server listens: a TCP address or a unix socket. */
export type MysqlAddress = Address | { readonly socketPath: string };

/** Reads `host`, `host:port`, `[ipv6]`, `[ipv6]:port` or an absolute path; undefined when `text` is none of them. */
export function parseMysqlAddress(text: string): MysqlAddress | undefined {
  if (text.startsWith('/')) return { socketPath: text };
  return parseAddress(text) ?? parseAddress(`${text}:${PORT}`);
}

export function formatMysqlAddress(address: MysqlAddress): string {
  return 'socketPath' in address ? address.socketPath : formatAddress(address);
}
