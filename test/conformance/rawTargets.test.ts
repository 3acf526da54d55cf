import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CASES } from '../../conformance/cases/index.ts';
import { PARTS } from '../../conformance/runner/case.ts';
import { judged } from './judged.ts';
import { scriptedTarget } from './scriptedTarget.ts';

const JOBS = 4;
const JUNK = randomBytes(65_536);
const SERVERS = PARTS.filter((part) => part === 'tracker' || part === 'id' || part === 'storage');

/** Sends for ever, as fast as it is taken. */
function pour(socket: Socket): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(JUNK));
  };
  socket.on('drain', more);
  more();
}

/** A head that promises the longest body there can be. */
function longest(): Buffer {
  const head = Buffer.alloc(10);
  head.writeBigInt64BE(2n ** 63n - 1n);
  head.writeUInt8(101, 8);
  return head;
}

/** Targets that are not worth going on with, and what is said of them. */
const HOPELESS: Readonly<Record<string, { serve: (socket: Socket) => void; why: RegExp }>> = {
  'never answers': { serve: (socket) => socket.resume(), why: /gives no whole reply within 0.3 s$/ },
  'takes nothing': { serve: (socket) => socket.pause(), why: /gives no whole reply within 0.3 s$/ },
  'sends a byte now and then': {
    serve: (socket) => {
      const timer = setInterval(() => socket.write(Buffer.alloc(1)), 100);
      socket.on('close', () => clearInterval(timer));
      socket.resume();
    },
    why: /gives no whole reply within 0.3 s$/,
  },
  'closes at once': { serve: (socket) => socket.end(), why: /ends connections without a reply$/ },
};

/** Targets that answer something. */
const FLOODS: Readonly<Record<string, (socket: Socket) => void>> = {
  'floods with noise': pour,
  'promises the longest body and begins to send it': (socket) =>
    socket.once('data', () => {
      socket.write(longest());
      pour(socket);
    }),
};

describe('a target that', () => {
  describe.each(SERVERS)('is to be a server of kind %s and', (part) => {
    const cases = CASES.filter((each) => each.part === part);
    const judge = async (serve: (socket: Socket) => void) => {
      const { address, close } = await scriptedTarget(serve);
      try {
        return (await judged(cases, { [part]: [address] }, { jobs: JOBS })).cases;
      } finally {
        await close();
      }
    };

    it.each(Object.entries(HOPELESS))('%s fails the first cases, and is not asked the others', async (_, target) => {
      const said = await judge(target.serve);
      const failed = said.filter(({ verdict }) => verdict === 'fail');
      expect(failed.length).toBeGreaterThan(0);
      expect(failed.length).toBeLessThanOrEqual(JOBS + 1);
      const others = said.filter(({ verdict, why = '' }) => verdict !== 'fail' && !why.startsWith('blocked: '));
      for (const { verdict, why } of others) {
        expect(verdict).toBe('skipped');
        expect(why).toMatch(target.why);
      }
    });

    it.each(Object.entries(FLOODS))('%s fails, and nothing of the kit does', async (_, serve) => {
      const said = await judge(serve);
      expect(said.filter(({ verdict }) => verdict === 'fail').length).toBeGreaterThan(0);
      expect(said.filter(({ verdict }) => verdict === 'error').map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
      expect(said.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual([]);
    });
  });
});
