import { packet } from '../wire/packets.ts';
import type { Dialect, Observed } from './dialect.ts';

const BODY_BYTES = 173n;

/** Some forks send the port of a JOIN as 4 bytes, and take nothing else. */
export const fourBytePort: Dialect = {
  name: 'four-byte-port',
  title: 'has 4 bytes for the port of a JOIN',

  recognised: (all) => all.some(spoken),

  explains(failed) {
    if (failed.result.failure?.dialects.includes('four-byte-port') || spoken(failed)) return true;
    return failed.result.part === 'tracker' && failed.exchanges.some(({ sent }) => sent.some(isJoin));
  },
};

/** A storage sent such a JOIN to the kit, or a tracker took one from it. */
function spoken({ exchanges, result }: Observed): boolean {
  if (result.failure?.dialects.includes('four-byte-port')) return true;
  return exchanges.some(({ sent, received }) => {
    if (received.some((each) => isJoin(each) && each.bodyLength === BODY_BYTES)) return true;
    const at = sent.findIndex((each) => isJoin(each) && each.bodyLength === BODY_BYTES);
    return at >= 0 && received[at]?.status === 0;
  });
}

function isJoin(each: { readonly command: number }): boolean {
  return each.command === packet('JOIN').command;
}
