import { createServer, type Socket } from 'node:net';
import { type Address, Conversation, formatAddress } from '../../wire/conversation.ts';
import type { Listener } from '../case.ts';
import { CaseFailure } from '../failure.ts';
import type { CaseRoom } from './caseRoom.ts';

const WAITING_MAX = 64;

/** Listens for what the target connects to; port 0 takes a free one. Connections beyond a bound are closed at once. */
export async function listen(room: CaseRoom, at: Address): Promise<Listener> {
  const waiting: Socket[] = [];
  let wake = () => {};
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    if (waiting.length >= WAITING_MAX) socket.destroy();
    else {
      waiting.push(socket);
      wake();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `the kit cannot listen at ${formatAddress(at)}: ${error.code ?? error.message}`;
      reject(new CaseFailure({ axis: 'kit', message }));
    });
    server.listen(at.port, at.host, () => resolve());
  });
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : at.port;
  const close = () => {
    for (const socket of waiting.splice(0)) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  room.over.addEventListener('abort', () => void close());
  return {
    address: { host: at.host, port },
    close: async () => {
      void close();
    },
    accept: async (options = {}) => {
      const withinMs = Math.min(options.withinMs ?? room.replyMs, room.deadlineMs - performance.now());
      const untilMs = performance.now() + withinMs;
      while (waiting.length === 0 && performance.now() < untilMs) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(1, untilMs - performance.now()));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const socket = waiting.shift();
      if (socket !== undefined) return Conversation.accepted(socket, room);
      const message = `nobody connects to ${formatAddress({ host: at.host, port })} within ${Math.round(withinMs)} ms`;
      throw new CaseFailure({ axis: 'said', message });
    },
  };
}
