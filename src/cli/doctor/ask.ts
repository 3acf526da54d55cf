import { connect } from 'node:net';
import type { Address } from '../../host/address.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import { encodeGroupsRequest } from '../../protocol/groups.ts';
import { decodeHead, HEAD_SIZE } from '../../protocol/head.ts';

/** How long somebody may take to accept a connection and to answer. */
const PATIENCE_MS = 3_000;
const BYTES_MAX = 64 * 1024;

/** Who is at an address: nobody, somebody who says nothing that we know, or a daemon of a kind. */
export type Answerer = 'nobody' | 'stranger' | 'tracker' | 'id' | 'storage' | 'http';

/**
 * Who answers at `address`. What is asked changes nothing anywhere: a tracker is asked for its groups, and the other servers
 * refuse that in a way that tells what they are. Never rejects.
 */
export async function whoAnswers(address: Address): Promise<Answerer> {
  const bytes = await ask(address, encodeGroupsRequest(), (received) => received.length >= HEAD_SIZE);
  if (bytes === undefined) return 'nobody';
  if (bytes.length < HEAD_SIZE) return (await answersHttp(address)) ? 'http' : 'stranger';
  const { command } = decodeHead(bytes.subarray(0, HEAD_SIZE));
  if (command === ReplyCommand.tracker) return 'tracker';
  if (command === ReplyCommand.id) return 'id';
  if (command === ReplyCommand.storage) return 'storage';
  return (await answersHttp(address)) ? 'http' : 'stranger';
}

/** What a gateway says where no file is has a policy of its own, whether the page was built or not. */
async function answersHttp(address: Address): Promise<boolean> {
  const bytes = await ask(
    address,
    Buffer.from('HEAD /files/ HTTP/1.1\r\nhost: doctor\r\nconnection: close\r\n\r\n'),
    () => false,
  );
  const head = String(bytes ?? '');
  return head.startsWith('HTTP/1.1 ') && head.includes("sandbox allow-same-origin; default-src 'none'");
}

/** What comes in answer to a request, until it is enough, the end or too late; undefined when nobody accepts. Never rejects. */
export function ask(
  address: Address,
  request: Buffer,
  isEnough: (received: Buffer) => boolean,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: reachable(address.host), port: address.port });
    let accepted = false;
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.once('connect', () => {
      accepted = true;
      socket.write(request);
    });
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (isEnough(received) || received.length > BYTES_MAX) socket.destroy();
    });
    // What went wrong shows in what was received.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(accepted ? received : undefined);
    });
  });
}

/** Where to reach somebody who listens at every address. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
