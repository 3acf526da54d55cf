/** Ids that have a path: four digits in base 512. An id at or past it has none. Spec: STORE-ID-SPACE. */
export const ID_SPACE = 512n ** 4n;

const DIGIT = '([01][0-9A-F]{2})';
const TIME = '([0-9A-F]{1,16})';
const FILE_PATH = new RegExp(`^${DIGIT}/${DIGIT}/${DIGIT}/${TIME}_${DIGIT}$`);
const UPLOAD_TIME = new RegExp(`(?:^|/)${TIME}_${DIGIT}$`);
const STAGING_NAME = new RegExp(`^${DIGIT}_${DIGIT}_${DIGIT}_${TIME}_${DIGIT}$`);

/**
 * Where a file is kept below its store path: the three high digits of its id in base 512 are folders, its name is the
 * upload time in seconds and the low digit, all in hexadecimal: id 0 at 0x5F6E7AD2 is `000/000/000/5F6E7AD2_000`.
 * `id` is at least 0 and below `ID_SPACE`. Spec: STORE-PATH.
 */
export function filePath(id: bigint, timeSeconds: number): string {
  const digit = (shift: bigint): string => hex((id >> shift) & 511n).padStart(3, '0');
  const time = hex(BigInt.asUintN(64, BigInt(timeSeconds)));
  return `${digit(27n)}/${digit(18n)}/${digit(9n)}/${time}_${digit(0n)}`;
}

/** Whether `path` is one that `filePath` makes; so it leads nowhere but below its store path. Spec: STORE-PATH. */
export function isFilePath(path: string): boolean {
  return FILE_PATH.test(path);
}

/** The second of the upload that the end of a stored path tells; 0 for a path of another form. Spec: LIST-ENTRY. */
export function uploadSecondOf(path: string): bigint {
  const [, time] = UPLOAD_TIME.exec(path) ?? [];
  return time === undefined ? 0n : BigInt.asIntN(64, BigInt(`0x${time}`));
}

/** The name of a file's entry in a staging folder; it spells the path. Spec: STORE-STAGING. */
export function stagingName(path: string): string {
  return path.replaceAll('/', '_');
}

/** The path that a staging name spells; undefined when it spells none. Spec: STORE-STAGING. */
export function pathOfStagingName(name: string): string | undefined {
  const match = STAGING_NAME.exec(name);
  return match === null ? undefined : `${match[1]}/${match[2]}/${match[3]}/${match[4]}_${match[5]}`;
}

function hex(n: bigint): string {
  return n.toString(16).toUpperCase();
}
