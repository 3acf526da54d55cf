import { readText, writeText } from './text.ts';

const APPID_WIDTH = 16;
const USERID_WIDTH = 256;
/** Bytes of a file id in a packet, with its NUL. */
export const FILEID_WIDTH = 128;

/** Bytes of the three ids at the start of packets about a file. */
export const FILE_ADDRESS_SIZE = APPID_WIDTH + USERID_WIDTH + FILEID_WIDTH;

/** Whose file: application, user, file. Compared by bytes. Spec: WIRE-IDS. */
export interface FileAddress {
  /** At most 15 bytes of UTF-8. */
  readonly appid: string;
  /** At most 255 bytes of UTF-8. */
  readonly userid: string;
  /** At most 127 bytes of UTF-8. */
  readonly fileid: string;
}

/** Writes the three ids into a zeroed `target`. Throws a malformed `TnvError` when one does not fit. Spec: WIRE-IDS, CLIENT-IDS. */
export function writeFileAddress(target: Buffer, offset: number, address: FileAddress): void {
  writeText(target, offset, APPID_WIDTH, 'appid', address.appid);
  writeText(target, offset + APPID_WIDTH, USERID_WIDTH, 'userid', address.userid);
  writeText(target, offset + APPID_WIDTH + USERID_WIDTH, FILEID_WIDTH, 'fileid', address.fileid);
}

/** Reads the three ids from the start of a body of at least `FILE_ADDRESS_SIZE` bytes. Spec: WIRE-IDS. */
export function readFileAddress(body: Buffer): FileAddress {
  return {
    appid: readText(body, 0, APPID_WIDTH, 'appid'),
    userid: readText(body, APPID_WIDTH, USERID_WIDTH, 'userid'),
    fileid: readText(body, APPID_WIDTH + USERID_WIDTH, FILEID_WIDTH, 'fileid'),
  };
}
