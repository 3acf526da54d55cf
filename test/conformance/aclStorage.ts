import type { Socket } from 'node:net';
import { decodeBody, decodeHead, encodeFailure, encodeReply, LayoutError } from '../../conformance/wire/layout.ts';
import { packetOfCommand } from '../../conformance/wire/packets.ts';

/**
 * A storage as deployed C++ systems have them: every error is number -1, and ends the connection. It keeps files in
 * memory and takes one request at a time.
 */
export function aclStorage(): (socket: Socket) => void {
  const files = new Map<string, Buffer>();
  return (socket) => {
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      if (pending.length >= 10 && decodeHead(pending).bodyLength < 0n) {
        socket.end(encodeFailure('storage', -1, '[acl] error'));
        return;
      }
      while (pending.length >= 10 && pending.length >= 10 + Number(decodeHead(pending).bodyLength)) {
        const { bodyLength, command } = decodeHead(pending);
        const body = pending.subarray(10, 10 + Number(bodyLength));
        pending = pending.subarray(10 + Number(bodyLength));
        const reply = attempt(() => answer(files, command, body));
        if (reply === undefined) {
          socket.end(encodeFailure('storage', -1, '[acl] error'));
          return;
        }
        socket.write(reply);
      }
    });
  };
}

function attempt(answer: () => Buffer | undefined): Buffer | undefined {
  try {
    return answer();
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}

/** The success reply, or nothing for an error. */
function answer(files: Map<string, Buffer>, command: number, body: Buffer): Buffer | undefined {
  const layout = packetOfCommand(command);
  if (layout === undefined || layout.extension !== undefined) return undefined;
  const { appid, userid, fileid, content, offset = 0n, size = 0n } = decodeBody(layout.fields, body);
  const key = JSON.stringify([appid, userid, fileid]);
  const file = files.get(key);
  if (layout.name === 'UPLOAD') {
    if (file !== undefined) return undefined;
    files.set(key, Buffer.from(content as Uint8Array));
    return encodeReply('UPLOAD');
  }
  if (file === undefined) return undefined;
  if (layout.name === 'DELETE') return files.delete(key) ? encodeReply('DELETE') : undefined;
  if (layout.name === 'FILESIZE') return encodeReply('FILESIZE', { size: file.length });
  const from = Number(offset);
  const to = Number(size) === 0 ? file.length : from + Number(size);
  if (from < 0 || to < from || to > file.length) return undefined;
  return encodeReply('DOWNLOAD', { content: file.subarray(from, to) });
}
