/** Where something listens: a host name or IP address, and a port. */
export interface Address {
  readonly host: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** `host:port`, an IPv6 address in brackets. */
export function formatAddress(address: Address): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

const HOST_PORT = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/;

/** Reads `host:port` or `[ipv6]:port`; undefined when `text` is neither or the port is above 65535. */
export function parseAddress(text: string): Address | undefined {
  const match = HOST_PORT.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65535 ? undefined : { host, port };
}
