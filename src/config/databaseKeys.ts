import type { Address } from '../host/address.ts';
import { optionalAddresses } from './addressValues.ts';
import { folderPath } from './folderValues.ts';
import type { Keys, ValuesOf } from './key.ts';
import { timeoutMs, wholeNumber } from './numberValues.ts';
import { shortText } from './textValues.ts';

/** Which database a daemon uses. */
export type DatabaseSettings =
  | {
      readonly kind: 'embedded';
      /** Absolute. */
      readonly folder: string;
    }
  | {
      readonly kind: 'mysql';
      /** The servers, tried in this order. */
      readonly addresses: readonly [Address, ...Address[]];
      readonly user: string;
      /** Empty: none. */
      readonly password: string;
      readonly rwTimeoutMs: number;
      /** Connections at once. */
      readonly poolMax: number;
    };

const MYSQL_PORT = 3306;
/** Characters of a user name in MySQL and MariaDB, in bytes of UTF-8. */
const USER_BYTES_MAX = 320;

/** Keys of the daemons that have a database. */
export const DATABASE_KEYS = {
  mysqlAddresses: {
    name: 'mysql_addrs',
    fallback: '',
    help:
      'The MySQL or MariaDB servers, host:port;host:port, the port 3306 unless given; the next one is tried when one ' +
      'cannot be reached. Make the tables first, with tnv db init.\n' +
      'Empty: the embedded database in tnv_embedded_folder, for one machine.',
    read: optionalAddresses(MYSQL_PORT),
  },
  mysqlUser: {
    name: 'mysql_user',
    fallback: 'tnv',
    help: 'The account at the MySQL servers.',
    read: shortText(USER_BYTES_MAX),
    variable: 'TNV_MYSQL_USER',
    rare: true,
  },
  mysqlPassword: {
    name: 'mysql_password',
    fallback: '',
    help: 'Its password; it may hold no "#" here.',
    read: (text) => text,
    variable: 'TNV_MYSQL_PASSWORD',
    rare: true,
  },
  mysqlRwTimeoutMs: {
    name: 'mysql_rw_timeout',
    fallback: '30',
    help: 'Seconds a MySQL server may take for an answer.',
    read: timeoutMs,
  },
  mysqlPoolMax: {
    name: 'mysql_pool_size',
    fallback: '8',
    help: 'Connections to MySQL at once.',
    read: wholeNumber('a number of connections', 1, 1000),
    rare: true,
  },
  embeddedFolder: {
    name: 'tnv_embedded_folder',
    fallback: '../data/db',
    help: 'The folder of the embedded database; a relative path begins at the folder of this file.',
    read: folderPath,
    rare: true,
  },
} as const satisfies Keys;

/** The database out of the values of `DATABASE_KEYS`. */
export function databaseSettings(values: ValuesOf<typeof DATABASE_KEYS>): DatabaseSettings {
  if (values.mysqlAddresses === undefined) return { kind: 'embedded', folder: values.embeddedFolder };
  return {
    kind: 'mysql',
    addresses: values.mysqlAddresses,
    user: values.mysqlUser,
    password: values.mysqlPassword,
    rwTimeoutMs: values.mysqlRwTimeoutMs,
    poolMax: values.mysqlPoolMax,
  };
}
