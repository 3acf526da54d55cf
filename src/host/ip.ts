const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const GROUPS = 8;

/** The 4 or 16 bytes of an IP address, a zone left out; undefined when `text` is none. */
export function ipBytes(text: string): Uint8Array | undefined {
  const [address = ''] = text.split('%');
  return address.includes(':') ? ipv6Bytes(address) : ipv4Bytes(address);
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  const parts = IPV4.exec(text)?.slice(1);
  // A leading zero would be octal to some.
  if (parts === undefined || parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return undefined;
  return Uint8Array.from(parts, Number);
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  const [before = '', after, ...others] = text.split('::');
  if (others.length > 0) return undefined;
  const first = groupsOf(before, after === undefined);
  const last = after === undefined ? [] : groupsOf(after, true);
  if (first === undefined || last === undefined) return undefined;
  const missing = GROUPS - first.length - last.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...first, ...Array<number>(missing).fill(0), ...last];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** The 16-bit groups of a part of an IPv6 address; the last ones may be written as an IPv4 address at its end. */
function groupsOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = isEnd && at === parts.length - 1 ? ipv4Bytes(part) : undefined;
    if (ipv4 === undefined) return undefined;
    groups.push(((ipv4[0] ?? 0) << 8) | (ipv4[1] ?? 0), ((ipv4[2] ?? 0) << 8) | (ipv4[3] ?? 0));
  }
  return groups;
}
