const HEAD_SIZE = 10;
const BLANK_LINE = Buffer.from('\r\n\r\n');

/** Tells from the first bytes of a reply how many it has in all; undefined when more are needed. Throws for a failure. */
export type Framing = (start: Buffer) => number | undefined;

function tnvReplySize(start: Buffer): number | undefined {
  if (start.length < HEAD_SIZE) return undefined;
  if (start[9] !== 0) throw new Error(`the server refused: ${start.toString('latin1', HEAD_SIZE + 2)}`);
  return HEAD_SIZE + Number(start.readBigInt64BE(0));
}

function httpReplySize(start: Buffer): number | undefined {
  const end = start.indexOf(BLANK_LINE);
  if (end < 0) return undefined;
  const head = start.toString('latin1', 0, end);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (!/^HTTP\/1\.1 20[06] /.test(head) || length === undefined) throw new Error(`the server answered: ${head}`);
  return end + BLANK_LINE.length + Number(length);
}

/** How replies are told apart. */
export const FRAMINGS: Readonly<Record<'tnv' | 'http', Framing>> = { tnv: tnvReplySize, http: httpReplySize };
