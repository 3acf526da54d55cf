import { type Address, parseAddress } from '../host/address.ts';
import { BadValue } from './key.ts';
import { listItems, listOf } from './textValues.ts';

/** Reads where to listen, `host:port` or `host` alone for `defaultPort`; port 0 takes a free one. */
export function listenAddress(defaultPort: number): (text: string) => Address {
  return (text) => {
    const address = parseAddress(text) ?? parseAddress(`${text}:${defaultPort}`);
    if (address === undefined) throw new BadValue('is not an address (host:port)');
    return address;
  };
}

/** Reads a list of at least one server, `host:port` or `host` alone for `defaultPort`. */
export function serverAddresses(defaultPort: number): (text: string) => readonly [Address, ...Address[]] {
  const read = listenAddress(defaultPort);
  return listOf((item) => {
    const address = read(item);
    if (address.port === 0) throw new BadValue('has the port 0');
    return address;
  });
}

/** As `serverAddresses`; undefined when there is none. */
export function optionalAddresses(defaultPort: number): (text: string) => readonly [Address, ...Address[]] | undefined {
  const read = serverAddresses(defaultPort);
  return (text) => (listItems(text).length === 0 ? undefined : read(text));
}

/** Reads a host name or IP address, an IPv6 address with or without brackets. */
export function hostOnly(text: string): string {
  const isBareIpv6 = text.split(':').length > 2 && !text.startsWith('[');
  const address = parseAddress(isBareIpv6 ? `[${text}]:1` : `${text}:1`);
  if (address === undefined) throw new BadValue('is not a host name or IP address');
  return address.host;
}
