/** Whose files everything is about. */
export const FILES = { appid: 'tnvideo', userid: 'bench', fileid: 'bench-00000000' } as const;

/** Where the number in a file id begins within a packet of the protocol: behind head, appid, userid and `bench-`. */
export const NUMBER_AT = 10 + 16 + 256 + 'bench-'.length;

/** The id of the file with a number. */
export function fileidOf(number: number): string {
  return `bench-${number.toString(16).padStart(8, '0')}`;
}
