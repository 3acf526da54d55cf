import { ConnectionLost } from '../../src/host/networkErrors.ts';
import { EndOfStream } from '../../src/wire/byteReader.ts';

/** What was answered; undefined when the connection ended without an answer. */
export async function unlessUnanswered<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ConnectionLost) && !(error instanceof EndOfStream)) throw error;
    return undefined;
  }
}
