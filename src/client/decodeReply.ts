import { TnvError } from '../protocol/tnvError.ts';
import { BadReply } from './badReply.ts';

/** What `decode` makes of the body of a reply. A body it calls malformed is the server's fault: a `BadReply`. */
export function decodeReply<T>(decode: (body: Buffer) => T, body: Buffer): T {
  try {
    return decode(body);
  } catch (error) {
    if (error instanceof TnvError) throw new BadReply(`its reply is malformed: ${error.message}`, { cause: error });
    throw error;
  }
}
