import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseAclFile } from '../../../src/config/aclFile.ts';
import { type Address, parseAddress } from '../../../src/host/address.ts';

/** What a stand-in is told: the same file as a daemon of ours, of which it knows only what deployed daemons know. */
export interface Settings {
  /** The value of a key, or what it is unless given. */
  text(key: string, fallback: string): string;
  number(key: string, fallback: number): number;
  list(key: string, fallback: string): string[];
  addresses(key: string, fallback: string): Address[];
  /** The first one of a list. */
  address(key: string, fallback: string): Address;
  /** Absolute; a relative path begins at the folder of the file. */
  folder(text: string): string;
}

/** Reads the first service of a configuration file. */
export function readSettings(file: string): Settings {
  const [service] = parseAclFile(readFileSync(file, 'utf8'), file).services;
  const values = new Map(service?.settings.map(({ key, value }) => [key, value]));
  const text = (key: string, fallback: string): string => values.get(key) ?? fallback;
  const list = (key: string, fallback: string): string[] =>
    text(key, fallback)
      .split(';')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  return {
    text,
    list,
    number: (key, fallback) => Number(text(key, String(fallback))),
    addresses: (key, fallback) => list(key, fallback).map(addressOf),
    address: (key, fallback) => addressOf(list(key, fallback)[0] ?? fallback),
    folder: (path) => resolve(dirname(file), path),
  };
}

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}
