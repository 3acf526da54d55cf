import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../../sim/world.ts';
import { clientScene } from '../../../test/client/clientScene.ts';
import { answering, type Script } from '../../../test/client/scriptedServer.ts';
import { answerWith, DONE, refusal, storageWith, takingUploads } from '../../../test/client/storageScripts.ts';
import { ConnectionLost } from '../../host/networkErrors.ts';
import { Command } from '../../protocol/command.ts';
import { HEAD_SIZE } from '../../protocol/head.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { UPLOAD_PREFIX_SIZE } from '../../protocol/upload.ts';
import { AllServersFailed } from '../allServersFailed.ts';
import { ClientClosed } from '../clientClosed.ts';
import { bufferSource } from '../sources/bufferSource.ts';
import { streamSource } from '../sources/streamSource.ts';
import { SourceError } from '../uploadSource.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const BIG = new World(1).host('content').random.bytes(1_000_000);

async function* streamOf(content: Buffer, pieceSize: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += pieceSize) yield content.subarray(at, at + pieceSize);
}

/** Reads head and prefix of an upload and so many bytes of its content. */
async function takeUpload(peer: Parameters<Script>[0], contentBytes: number): Promise<void> {
  await peer.take(HEAD_SIZE + UPLOAD_PREFIX_SIZE + contentBytes);
}

/** Takes an upload of `contentBytes` and goes away without a word. */
const mute =
  (contentBytes: number): Script =>
  (peer) =>
    takeUpload(peer, contentBytes);

describe('upload', () => {
  it('hands over every byte, in order, whatever the sizes of file and pieces', async () => {
    const sizes = fc.oneof(
      fc.constantFrom(0, 1, 131_071, 131_072, 131_073, 262_145),
      fc.integer({ min: 0, max: 500_000 }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 300_000 }), fc.integer(), async (size, pieceSize, seed) => {
        const content = BIG.subarray(0, size);
        const stored: Buffer[] = [];
        await clientScene(
          [takingUploads(stored)],
          async ({ client }) => {
            const progress: number[] = [];
            const piece = Math.max(pieceSize, Math.ceil(size / 50));
            await client.upload(FILE, streamSource(streamOf(content, piece), size), {
              onProgress: (bytes) => progress.push(bytes),
            });
            await client.upload(FILE, bufferSource(content));
            expect(stored.map((bytes) => bytes.equals(content))).toEqual([true, true]);
            expect(progress).toEqual([...progress].sort((a, b) => a - b));
            expect(progress.at(-1)).toBe(size === 0 ? undefined : size);
          },
          { seed },
        );
      }),
      { numRuns: 25 },
    );
  });

  // Spec: CONN-EARLY-REFUSAL
  it('stops sending at a refusal that comes while it sends, and tells it', () => {
    let taken = 0;
    const refusing: Script = async (peer) => {
      await takeUpload(peer, 50_000);
      await peer.send(refusal(409, '[storage1] there is such a file'));
      for (let chunk = await peer.reader.some(1e9, 1e6); chunk !== null; chunk = await peer.reader.some(1e9, 1e6)) {
        taken += chunk.length;
      }
    };
    const huge = Buffer.alloc(50_000_000);
    return clientScene([refusing], async ({ client, world }) => {
      const error = await client.upload(FILE, bufferSource(huge)).catch((caught) => caught);
      expect(error).toMatchObject({ errorNumber: 409, message: '[storage1] there is such a file' });
      await world.sleep(10_000);
      expect(taken).toBeLessThan(3_000_000);
    });
  });

  // Spec: CONN-EARLY-REFUSAL
  it('hears a refusal of a server that closes at once and reads no more', () => {
    const closing: Script = async (peer) => {
      await takeUpload(peer, 1_000);
      await peer.send(refusal(403));
    };
    return clientScene([closing, storageWith(BIG)], async ({ client, storages }) => {
      await expect(client.upload(FILE, bufferSource(BIG))).rejects.toEqual(new TnvError(403, '[storage] 403'));
      expect(storages[1]?.accepted).toBe(0);
    });
  });

  it('lets go of a stream that it does not need to its end', () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield BIG;
      } finally {
        closed = true;
      }
    }
    const refusing: Script = async (peer) => {
      await takeUpload(peer, 100_000);
      await peer.send(refusal(403));
      await peer.untilEnd();
    };
    return clientScene([refusing], async ({ client }) => {
      await expect(client.upload(FILE, streamSource(endless(), 1e9))).rejects.toMatchObject({ errorNumber: 403 });
      expect(closed).toBe(true);
    });
  });

  it('sends an empty file without an answer again too', () => {
    const nothing = Buffer.alloc(0);
    return clientScene([mute(0), storageWith(nothing)], async ({ client }) => {
      await client.upload(FILE, bufferSource(nothing));
    });
  });

  it('rejects with the reason of its signal for a stream, whatever the reason', () =>
    clientScene([(peer) => peer.untilEnd()], async ({ client, host }) => {
      const control = new AbortController();
      const reason = new ConnectionLost('the camera is gone');
      host.timers.after(100, () => control.abort(reason));
      const source = streamSource(streamOf(BIG, 1_000), BIG.length);
      await expect(client.upload(FILE, source, { signal: control.signal })).rejects.toBe(reason);
    }));

  it('goes to the next storage when one has no room', () => {
    const stored: Buffer[] = [];
    const full: Script = async (peer) => {
      await takeUpload(peer, 0);
      await peer.send(refusal(507));
      await peer.untilEnd();
    };
    return clientScene([full, takingUploads(stored)], async ({ client }) => {
      await client.upload(FILE, bufferSource(BIG));
      expect(stored[0]?.equals(BIG)).toBe(true);
    });
  });

  // Spec: CLIENT-RESEND
  it('sends content without an answer again; that it exists then, with the same bytes, is success', () =>
    clientScene([mute(BIG.length), storageWith(BIG)], async ({ client, storages }) => {
      await client.upload(FILE, bufferSource(BIG));
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 2]);
    }));

  it.each<[what: string, there: Buffer, socketsAfter: number]>([
    ['as long but not the same', Buffer.concat([BIG.subarray(0, -1), Buffer.of((BIG.at(-1) as number) ^ 1)]), 2],
    ['of another length', BIG.subarray(1), 1],
  ])('does not take a file that is %s for its own', (_what, there, socketsAfter) =>
    clientScene([mute(BIG.length), storageWith(there)], async ({ client, host }) => {
      await expect(client.upload(FILE, bufferSource(BIG))).rejects.toMatchObject({ errorNumber: 409 });
      expect(host.openSockets).toBe(socketsAfter); // with the tracker, and with a storage whose reply was read
    }),
  );

  describe('of a storage that gives −1 for every reason', () => {
    /** It has a file, and does not answer the first upload. */
    const deployed = (content: Buffer): Script => {
      let uploads = 0;
      return async (peer) => {
        for (;;) {
          const request = await peer.request();
          if (request === undefined) return;
          const isUpload = request.head.command === Command.upload;
          if (isUpload && uploads++ === 0) return;
          await peer.send(isUpload ? refusal(-1) : answerWith(content, request));
        }
      };
    };

    // Spec: MIX-RESEND
    it('takes the refusal of content that got no answer before for success, when the same content is there', () =>
      clientScene([deployed(BIG)], async ({ client }) => {
        await client.upload(FILE, bufferSource(BIG));
      }));

    // Spec: MIX-RESEND
    it('does not when other content is there, or none', async () => {
      const refusing: Script = answering(() => refusal(-1));
      for (const script of [deployed(BIG.subarray(1)), refusing]) {
        await clientScene([mute(BIG.length), script], async ({ client }) => {
          await expect(client.upload(FILE, bufferSource(BIG))).rejects.toMatchObject({ outcomeUnknown: true });
        });
      }
    });

    it('takes it for a refusal when no attempt can have stored the file', () =>
      clientScene([mute(10), answering((request) => answerWith(BIG, request, -1))], async ({ client }) => {
        await expect(client.upload(FILE, bufferSource(BIG))).rejects.toMatchObject({ outcomeUnknown: false });
      }));
  });

  // Spec: CLIENT-RESEND
  it('takes "exists" for a refusal when no attempt can have stored the file', () =>
    clientScene([mute(10), storageWith(BIG)], async ({ client, storages }) => {
      await expect(client.upload(FILE, bufferSource(BIG))).rejects.toMatchObject({ errorNumber: 409 });
      expect(storages[1]?.accepted).toBe(1);
    }));

  it('also counts what went out on a kept connection that turned out to be dead', () => {
    const content = BIG.subarray(0, 2_000);
    const flaky: Script = async (peer) => {
      for (let n = 0; ; n++) {
        const request = await peer.request();
        if (request === undefined || (n === 1 && request.head.command === Command.upload)) return;
        await peer.send(
          n === 0 && request.head.command === Command.upload && peer.index === 0 ? DONE : answerWith(content, request),
        );
      }
    };
    return clientScene([flaky], async ({ client }) => {
      await client.upload({ ...FILE, fileid: 'f0' }, bufferSource(content));
      await client.upload(FILE, bufferSource(content));
    });
  });

  // Spec: CLIENT-BOUNDED, CLIENT-PATIENCE
  it('tries each storage twice at most and then tells what it tried, and that the file may be stored', () =>
    clientScene([mute(10), mute(10)], async ({ client, storages, asked, world }) => {
      const error = await client.upload(FILE, bufferSource(BIG.subarray(0, 10))).catch((caught) => caught);
      expect(error).toBeInstanceOf(AllServersFailed);
      expect(error).toMatchObject({ errorNumber: 503, kind: 'storage', outcomeUnknown: true });
      expect(error.message).toMatch(/^no storage could do it: 10\.0\.0\.3:23000: .*; 10\.0\.0\.4:23000: /);
      expect(storages.map(({ accepted }) => accepted)).toEqual([2, 2]);
      expect(asked()).toBe(2);
      expect(world.nowMs).toBeLessThan(5_000);
    }));

  it('knows that nothing is stored when no storage had all of it', () =>
    clientScene([mute(10)], async ({ client }) => {
      const error = await client.upload(FILE, bufferSource(BIG)).catch((caught) => caught);
      expect(error).toMatchObject({ outcomeUnknown: false });
    }));

  it('does not go around again when every storage refused', () => {
    const full: Script = async (peer) => {
      await takeUpload(peer, 0);
      await peer.send(refusal(507));
      await peer.untilEnd();
    };
    return clientScene([full, full], async ({ client, storages }) => {
      await expect(client.upload(FILE, bufferSource(BIG))).rejects.toMatchObject({
        errorNumber: 507,
        message: 'no storage could do it: 10.0.0.3:23000: 507 [storage] 507; 10.0.0.4:23000: 507 [storage] 507',
      });
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 1]);
    });
  });

  // Spec: CLIENT-EARLY-SUCCESS
  it('does not believe a storage that reports success before it has everything', () => {
    const stored: Buffer[] = [];
    const hasty: Script = async (peer) => {
      await takeUpload(peer, 100);
      await peer.send(DONE);
      await peer.untilEnd();
    };
    return clientScene([hasty, takingUploads(stored)], async ({ client }) => {
      await client.upload(FILE, bufferSource(BIG));
      expect(stored).toHaveLength(1);
    });
  });

  // Spec: CLIENT-BOUNDED, CLIENT-PATIENCE
  it('leaves a storage that takes nothing, and one that never answers', () => {
    const stored: Buffer[] = [];
    const stuck: Script = async (peer) => {
      await peer.take(1);
      await peer.connection.closed;
    };
    const silent: Script = (peer) => peer.untilEnd();
    return clientScene([stuck, silent, takingUploads(stored)], async ({ client, world }) => {
      await client.upload(FILE, bufferSource(BIG));
      expect(stored).toHaveLength(1);
      expect(world.nowMs).toBeLessThan(62_000);
    });
  });

  it('cannot send a stream again: it says so, and asks nobody else', () =>
    clientScene([mute(1_000), storageWith(BIG)], async ({ client, storages }) => {
      const error = await client.upload(FILE, streamSource(streamOf(BIG, 1_000), BIG.length)).catch((caught) => caught);
      expect(error).toBeInstanceOf(AllServersFailed);
      expect(error.message).toMatch(
        /^no storage could do it: 10\.0\.0\.3.*; the content cannot be sent a second time$/,
      );
      expect(error.outcomeUnknown).toBe(false);
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 0]);
    }));

  it('sends a stream to the next storage when the first cannot be reached', () => {
    const stored: Buffer[] = [];
    return clientScene([mute(0), takingUploads(stored)], async ({ client, storageHosts }) => {
      for (const host of storageHosts.slice(0, 1)) host.incoming = 'refuse';
      await client.upload(FILE, streamSource(streamOf(BIG, 10_000), BIG.length));
      expect(stored[0]?.equals(BIG)).toBe(true);
    });
  });

  it('does not risk a stream on a kept connection', () => {
    const stored: Buffer[] = [];
    return clientScene([takingUploads(stored)], async ({ client, storages }) => {
      await client.upload(FILE, bufferSource(BIG));
      await client.upload(FILE, streamSource(streamOf(BIG, 10_000), BIG.length));
      expect(storages[0]?.accepted).toBe(2);
    });
  });

  // Spec: CLIENT-UPLOAD-SOURCE
  it.each([
    ['is too short', () => streamSource(streamOf(BIG, 1_000), BIG.length + 1)],
    ['is too long', () => streamSource(streamOf(BIG, 1_000), BIG.length - 1)],
    ['is too long by a whole piece', () => streamSource(streamOf(BIG, 1_000), BIG.length - 1_000)],
    ['should be empty and is not', () => streamSource(streamOf(BIG.subarray(0, 1), 1), 0)],
    ['lies about its size', () => ({ ...bufferSource(BIG), size: BIG.length - 1 })],
    ['promises more than it has', () => ({ ...bufferSource(BIG), size: BIG.length + 1 })],
  ])('stores nothing when the content %s', (_what, source) => {
    const stored: Buffer[] = [];
    return clientScene([takingUploads(stored)], async ({ client, world, storages }) => {
      await expect(client.upload(FILE, source())).rejects.toBeInstanceOf(SourceError);
      await world.sleep(1_000);
      expect(stored.filter((bytes) => bytes.length > 0)).toEqual([]);
      expect(storages[0]?.accepted).toBe(1);
    });
  });

  it('tells why the content could not be read, and lets go of the stream', () => {
    let closed = false;
    async function* broken(): AsyncGenerator<Buffer> {
      try {
        yield BIG.subarray(0, 1_000);
        throw new Error('the camera is off');
      } finally {
        closed = true;
      }
    }
    return clientScene([takingUploads([])], async ({ client }) => {
      await expect(client.upload(FILE, streamSource(broken(), 5_000))).rejects.toThrow(
        new SourceError('the content cannot be read: the camera is off'),
      );
      expect(closed).toBe(true);
    });
  });

  it.each(['a refusal', 'an abort', 'the end of the client'])(
    'does not wait for a stream that stands still after %s',
    (event) => {
      let returned = false;
      const still: AsyncIterable<Buffer> = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => {}),
          return: async () => {
            returned = true;
            return { done: true, value: undefined };
          },
        }),
      };
      const refusing: Script = async (peer) => {
        await takeUpload(peer, 0);
        if (event === 'a refusal') await peer.send(refusal(403));
        await peer.untilEnd();
      };
      return clientScene([refusing], async ({ client, world }) => {
        const control = new AbortController();
        const uploading = client
          .upload(FILE, streamSource(still, 10), { signal: control.signal })
          .catch((error) => error);
        await world.sleep(1_000);
        if (event === 'an abort') control.abort(new Error('enough'));
        if (event === 'the end of the client') await client.close();
        const error = await uploading;
        if (event === 'a refusal') expect(error).toMatchObject({ errorNumber: 403 });
        if (event === 'an abort') expect(error.message).toBe('enough');
        if (event === 'the end of the client') expect(error).toBeInstanceOf(ClientClosed);
        expect(returned).toBe(true);
      });
    },
  );

  it('ends at once when its signal is aborted while a storage takes nothing, leaving nothing', () => {
    const stuck: Script = async (peer) => {
      await peer.take(1);
      await peer.connection.closed;
    };
    return clientScene([stuck, storageWith(BIG)], async ({ client, host, world, storages }) => {
      const control = new AbortController();
      const reason = new Error('enough');
      host.timers.after(500, () => control.abort(reason));
      await expect(client.upload(FILE, bufferSource(BIG), { signal: control.signal })).rejects.toBe(reason);
      expect(world.nowMs).toBeLessThan(600);
      expect(host.pendingTimers).toBe(1); // the pool's, for the tracker's connection
      expect(host.openSockets).toBe(1);
      expect(storages[1]?.accepted).toBe(0);
    });
  });
});
