import type { Network } from '../host/network.ts';
import type { Answer } from './answer.ts';
import type { FileContent } from './fileSource.ts';
import type { Traffic } from './traffic.ts';

/**
 * Sends content to the viewer, reading on only as the viewer takes it. Rejects when storage or viewer fails, and
 * when storage gives more or less than it announced: never a byte beyond `content.size` is sent.
 * Spec: HTTP-NO-WRONG-BYTES, HTTP-BACKPRESSURE, HTTP-STALLED.
 */
export async function sendContent(
  answer: Answer,
  content: FileContent,
  traffic: Traffic,
  network: Pick<Network, 'reuse'>,
): Promise<void> {
  let left = content.size;
  for await (const chunk of content.chunks) {
    left -= chunk.length;
    if (left < 0) throw new Error(`the storage sent more than the ${content.size} bytes it announced`);
    await answer.write(chunk);
    traffic.bytesOut += chunk.length;
    network.reuse(chunk);
  }
  if (left > 0) throw new Error(`the storage ended ${left} bytes before the ${content.size} it announced`);
}
