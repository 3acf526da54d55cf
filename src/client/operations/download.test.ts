import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../../sim/world.ts';
import { clientScene } from '../../../test/client/clientScene.ts';
import { answering, type Script, type ScriptedPeer } from '../../../test/client/scriptedServer.ts';
import { askedPart, contentReply, refusal, storageWith } from '../../../test/client/storageScripts.ts';
import { ReplyCommand } from '../../protocol/command.ts';
import { encodeHead } from '../../protocol/head.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { AllServersFailed } from '../allServersFailed.ts';
import { ClientClosed } from '../clientClosed.ts';
import type { Download } from '../download.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const CONTENT = new World(1).host('content').random.bytes(1_000_000);
const ALL = { offset: 0, size: 0 };

async function bytesOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of download.chunks) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A storage that promises what is asked for and dies after `cuts[n]` bytes of it, the n-th time. */
function dying(cuts: readonly number[]): Script {
  let turn = 0;
  return async (peer) => {
    const request = await peer.request();
    if (request === undefined) return;
    const reply = contentReply(askedPart(CONTENT, request.body));
    const cut = cuts[turn++ % cuts.length] ?? 0;
    await peer.send(reply.subarray(0, Math.min(10 + cut, reply.length)));
  };
}

/** A storage that answers a DOWNLOAD with `reply` and stays. */
function replying(reply: (asked: Buffer) => Buffer): Script {
  return async (peer) => {
    for (let request = await peer.request(); request !== undefined; request = await peer.request()) {
      await peer.send(reply(askedPart(CONTENT, request.body)));
    }
  };
}

const head = (bodyLength: bigint): Buffer => encodeHead({ bodyLength, command: ReplyCommand.storage, status: 0 });

describe('download', () => {
  // Spec: CLIENT-RESUME, CLIENT-NO-WRONG-BYTES
  it('gives exactly the bytes asked for, whatever range, storages that die and networks that cut', async () => {
    const ranges = fc
      .record({ offset: fc.integer({ min: 0, max: CONTENT.length }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ offset, part }) => ({ offset, size: Math.floor((CONTENT.length - offset) * part) }));
    const cuts = fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(ranges, cuts, cuts, fc.integer(), async (range, first, second, seed) => {
        await clientScene(
          [dying(first), dying(second), storageWith(CONTENT)],
          async ({ client }) => {
            const end = range.size === 0 ? CONTENT.length : range.offset + range.size;
            const download = await client.download(FILE, range);
            expect(download.size).toBe(end - range.offset);
            expect((await bytesOf(download)).equals(CONTENT.subarray(range.offset, end))).toBe(true);
          },
          { seed },
        );
      }),
      { numRuns: 40 },
    );
  });

  // Spec: CLIENT-RESUME
  it('goes on at the same byte on another storage, of a whole file too', () =>
    clientScene([dying([400_000]), storageWith(CONTENT)], async ({ client, storages, asked }) => {
      const download = await client.download(FILE, ALL);
      expect(download.size).toBe(CONTENT.length);
      expect((await bytesOf(download)).equals(CONTENT)).toBe(true);
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 1]);
      expect(asked()).toBe(2);
    }));

  // Spec: CLIENT-POOL
  it('uses the connection again when all bytes were taken', () =>
    clientScene([storageWith(CONTENT)], async ({ client, storages }) => {
      for (let n = 0; n < 5; n++) await bytesOf(await client.download(FILE, { offset: n, size: 1_000 }));
      expect(storages[0]?.accepted).toBe(1);
    }));

  // Spec: CLIENT-NO-WRONG-BYTES
  it.each<[string, (asked: Buffer) => Buffer]>([
    ['more than asked for', (asked) => contentReply(Buffer.concat([asked, Buffer.from('more')]))],
    ['less than asked for', (asked) => contentReply(asked.subarray(1))],
    ['a negative number of', () => head(-5n)],
    ['an impossible number of', () => head(2n ** 60n)],
    ['no', () => head(0n)],
  ])('leaves a storage that promises %s bytes', (_what, reply) =>
    clientScene([replying(reply), storageWith(CONTENT)], async ({ client, storages }) => {
      const download = await client.download(FILE, { offset: 5, size: 1_000 });
      expect((await bytesOf(download)).equals(CONTENT.subarray(5, 1_005))).toBe(true);
      expect(storages[1]?.accepted).toBe(1);
    }),
  );

  // Spec: CLIENT-NO-WRONG-BYTES
  it('passes on nothing that comes behind the bytes asked for', () =>
    clientScene(
      [replying((asked) => Buffer.concat([contentReply(asked), Buffer.from('further bytes')]))],
      async ({ client, world }) => {
        for (const size of [10, 100_000]) {
          const bytes = await bytesOf(await client.download(FILE, { offset: 0, size }));
          expect(bytes.equals(CONTENT.subarray(0, size))).toBe(true);
          await world.sleep(1_000);
        }
      },
    ));

  it.each([404, 416, 400])('takes a refusal with %i for the last word', (errorNumber) =>
    clientScene([replying(() => refusal(errorNumber)), storageWith(CONTENT)], async ({ client, storages }) => {
      await expect(client.download(FILE, ALL)).rejects.toEqual(new TnvError(errorNumber, `[storage] ${errorNumber}`));
      expect(storages[1]?.accepted).toBe(0);
    }),
  );

  it('gives what it has and then tells what it tried, when no storage can go on', () =>
    clientScene([dying([400_000])], async ({ client, storageHosts, storages }) => {
      const download = await client.download(FILE, ALL);
      for (const host of storageHosts) host.incoming = 'refuse';
      const chunks: Buffer[] = [];
      const failure = (async () => {
        for await (const chunk of download.chunks) chunks.push(chunk);
      })();
      await expect(failure).rejects.toBeInstanceOf(AllServersFailed);
      expect(Buffer.concat(chunks).equals(CONTENT.subarray(0, 400_000))).toBe(true);
      expect(storages[0]?.accepted).toBe(1);
    }));

  // Spec: CLIENT-BOUNDED
  it('gives up on storages that promise and then send nothing', () =>
    clientScene([dying([0]), dying([0])], async ({ client, storages }) => {
      const download = await client.download(FILE, ALL);
      await expect(bytesOf(download)).rejects.toThrow(/it ended 1000000 bytes before the end of the content/);
      expect(storages.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(5);
    }));

  // Spec: CLIENT-BOUNDED
  it('leaves a storage that falls silent', () => {
    const silent: Script = async (peer) => {
      const request = await peer.request();
      if (request !== undefined) await peer.send(contentReply(CONTENT).subarray(0, 70_000));
      await peer.untilEnd();
    };
    return clientScene([silent, storageWith(CONTENT)], async ({ client, world }) => {
      expect((await bytesOf(await client.download(FILE, ALL))).equals(CONTENT)).toBe(true);
      expect(world.nowMs).toBeLessThan(31_000);
    });
  });

  it('takes no more than a bounded amount ahead of its reader, and may be read slowly', () => {
    let sent = 0;
    const counting: Script = async (peer) => {
      const request = await peer.request();
      if (request === undefined) return;
      const reply = contentReply(askedPart(CONTENT, request.body));
      for (let at = 0; at < reply.length; at += 1_000) {
        await peer.send(reply.subarray(at, at + 1_000));
        sent = at;
      }
      await peer.untilEnd();
    };
    return clientScene(
      [counting],
      async ({ client, world }) => {
        const download = await client.download(FILE, ALL);
        let taken = 0;
        for await (const chunk of download.chunks) {
          taken += chunk.length;
          await world.sleep(40_000);
          expect(sent - taken).toBeLessThan(200_000);
        }
        expect(taken).toBe(CONTENT.length);
      },
      { world: { runMaxMs: 1e9, network: { windows: { sendBytes: 65_536, receiveBytes: 65_536 } } } },
    );
  });

  it('goes on after a pause of its reader in which the storage hung up', () => {
    const impatient = async (peer: ScriptedPeer): Promise<void> => {
      const request = await peer.request();
      if (request === undefined) return;
      await peer.send(contentReply(askedPart(CONTENT, request.body)).subarray(0, 300_000));
    };
    return clientScene([impatient], async ({ client, world }) => {
      const download = await client.download(FILE, ALL);
      const chunks: Buffer[] = [];
      for await (const chunk of download.chunks) {
        chunks.push(chunk);
        if (chunks.length === 2) await world.sleep(600_000);
      }
      expect(Buffer.concat(chunks).equals(CONTENT)).toBe(true);
    });
  });

  it('lets go of its connection as soon as its reader leaves, or closes it unread', () =>
    clientScene([storageWith(CONTENT)], async ({ client, host }) => {
      for await (const _chunk of (await client.download(FILE, ALL)).chunks) break;
      expect(host.openSockets).toBe(1); // the one with the tracker
      const unread = await client.download(FILE, ALL);
      expect(host.openSockets).toBe(2);
      unread.close();
      expect(host.openSockets).toBe(1);
      expect((await bytesOf(unread)).length).toBe(0);
    }));

  it('may be closed while it goes on elsewhere', () => {
    const slow: Script = async (peer) => {
      const request = await peer.request();
      if (request === undefined) return;
      if (peer.index > 0) await world?.sleep(1_000);
      await peer.send(contentReply(askedPart(CONTENT, request.body)).subarray(0, 1_000));
      if (peer.index > 0) await peer.untilEnd();
    };
    let world: World | undefined;
    return clientScene([slow], async (scene) => {
      world = scene.world;
      const download = await scene.client.download(FILE, ALL);
      const reading = bytesOf(download);
      await world.sleep(500);
      download.close();
      expect((await reading).equals(CONTENT.subarray(0, 990))).toBe(true);
      expect(scene.host.openSockets).toBe(1); // the one with the tracker
    });
  });

  it('ends with the reason of its signal, be it read at that moment or not', () => {
    const halting: Script = async (peer) => {
      await peer.request();
      await peer.send(contentReply(CONTENT).subarray(0, 10));
      await peer.untilEnd();
    };
    return clientScene([halting], async ({ client, host, world }) => {
      for (const reading of [true, false]) {
        const control = new AbortController();
        const reason = new Error('enough');
        const download = await client.download(FILE, ALL, { signal: control.signal });
        const read = reading ? bytesOf(download).catch((error) => error) : undefined;
        await world.sleep(100);
        control.abort(reason);
        expect(await (read ?? bytesOf(download).catch((error) => error))).toBe(reason);
        expect(host.openSockets).toBe(1);
      }
    });
  });

  it('leaves nothing when the client is closed while it is read, and while it goes on elsewhere', () =>
    clientScene([dying([1_000])], async ({ client, host, storageHosts, world }) => {
      const unread = await client.download(FILE, ALL);
      const reading = bytesOf(await client.download(FILE, ALL)).catch((error) => error);
      for (const there of storageHosts) there.incoming = 'hang';
      await world.sleep(100);
      await client.close();
      expect(host.open).toEqual([]);
      expect(await reading).toBeInstanceOf(ClientClosed);
      expect(await bytesOf(unread).catch((error) => error)).toBeInstanceOf(ClientClosed);
    }));

  it('gives an empty file as no bytes', () =>
    clientScene([storageWith(Buffer.alloc(0))], async ({ client, storages }) => {
      for (let n = 0; n < 2; n++) {
        const download = await client.download(FILE, ALL);
        expect([download.size, (await bytesOf(download)).length]).toEqual([0, 0]);
      }
      expect(storages[0]?.accepted).toBe(1);
    }));

  // Spec: CLIENT-LOCATIONS
  it('asks the tracker once for many parts, and again after a storage failed', () => {
    let failing = false;
    const moody = answering(({ body }) => (failing ? refusal(503) : contentReply(askedPart(CONTENT, body))));
    return clientScene([moody, moody], async ({ client, asked, storages }) => {
      for (let n = 0; n < 6; n++) await bytesOf(await client.download(FILE, { offset: n, size: 1 }));
      expect(asked()).toBe(1);
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 1]);
      failing = true;
      await expect(client.download(FILE, ALL)).rejects.toMatchObject({ errorNumber: 503 });
      failing = false;
      await bytesOf(await client.download(FILE, ALL));
      expect(asked()).toBe(2);
    });
  });
});
