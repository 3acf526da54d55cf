import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientScene, clientScene } from '../../../test/client/clientScene.ts';
import { answering, type RawRequest, type Script } from '../../../test/client/scriptedServer.ts';
import { DONE, refusal } from '../../../test/client/storageScripts.ts';
import { decodeDescribeRequest } from '../../protocol/describe.ts';
import { decodeListRequest, encodeListReply, type ListEntry } from '../../protocol/list.ts';
import type { Client } from '../client.ts';
import { NotSupported } from '../notSupported.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const NOTE = { name: '海边.mp4', type: 'video/mp4' };

function entry(fileid: string, more: Partial<ListEntry> = {}): ListEntry {
  return { fileid, size: 5n, uploaded: 1604206503n, name: '', type: '', ...more };
}

/** A storage that has files with these ids, and gives two a page at most. */
function storageOf(...fileids: string[]): Script {
  const sorted = [...fileids].sort().reverse();
  return answering(({ body }: RawRequest) => {
    const { after, limit } = decodeListRequest(body);
    const behind = sorted.filter((fileid) => after === '' || fileid < after);
    const files = behind.slice(0, limit === 0 ? 2 : Math.min(limit, 2));
    return encodeListReply({ more: behind.length > files.length, files: files.map((fileid) => entry(fileid)) });
  });
}

const unknown = answering(() => refusal(400, '[storage] unknown command 74'));
/** Storages of other makers number every error −1, and close. */
const foreign: Script = async (peer) => {
  await peer.request();
  await peer.send(refusal(-1, 'unknown command: 74'));
};
const mute: Script = async (peer) => {
  await peer.request();
};

async function allOf(client: Client): Promise<string[]> {
  const seen: string[] = [];
  for (let more = true; more; ) {
    const page = await client.list(FILE.appid, FILE.userid, seen.length === 0 ? {} : { after: seen.at(-1) ?? '' });
    seen.push(...page.files.map(({ fileid }) => fileid));
    more = page.more;
  }
  return seen;
}

const accepted = ({ storages }: ClientScene): number[] => storages.map((storage) => storage.accepted);

describe('list', () => {
  it('gives page after page, from whichever storage', () =>
    clientScene([storageOf('a', 'b', 'c', 'd', 'e'), storageOf('a', 'b', 'c', 'd', 'e')], async (scene) => {
      expect(await allOf(scene.client)).toEqual(['e', 'd', 'c', 'b', 'a']);
      expect(scene.asked()).toBe(1);
      const page = await scene.client.list(FILE.appid, FILE.userid, { after: 'd', limit: 1 });
      expect(page.files.map(({ fileid }) => fileid)).toEqual(['c']);
      expect(page.more).toBe(true);
    }));

  it('tells size, time, name and type', () => {
    const files = [entry('b', { size: 2n ** 40n, ...NOTE }), entry('a', { uploaded: 0n })];
    return clientScene([answering(() => encodeListReply({ more: false, files }))], async ({ client }) => {
      expect(await client.list(FILE.appid, FILE.userid)).toEqual({
        more: false,
        files: [
          { fileid: 'b', size: 2 ** 40, uploadedAt: new Date('2020-11-01T04:55:03Z'), ...NOTE },
          { fileid: 'a', size: 5, uploadedAt: undefined, name: '', type: '' },
        ],
      });
    });
  });

  // Spec: LIST-NOT-SUPPORTED
  it.each([
    ['refuse with 400', unknown],
    ['give −1 and close', foreign],
  ])('says that it is not supported when all storages %s', (_what, script) =>
    clientScene([script, script], async (scene) => {
      await expect(scene.client.list(FILE.appid, FILE.userid)).rejects.toThrow(NotSupported);
      expect(accepted(scene)).toEqual([1, 1]);
    }),
  );

  // Spec: LIST-NOT-SUPPORTED
  it('asks on until a storage knows it, and holds nothing against those that do not', () =>
    clientScene([foreign, unknown, storageOf('a')], async (scene) => {
      expect(await allOf(scene.client)).toEqual(['a']);
      expect(accepted(scene)).toEqual([1, 1, 1]);
      expect(await allOf(scene.client)).toEqual(['a']);
      expect(scene.asked()).toBe(1);
    }));

  it('does not say so while a storage that may know it gives no answer', () =>
    clientScene([unknown, mute], async ({ client }) => {
      await expect(client.list(FILE.appid, FILE.userid)).rejects.toMatchObject({
        errorNumber: 503,
        message: expect.stringContaining('no storage could do it'),
      });
    }));

  it('passes a storage over that is in trouble, and takes a refusal for final', () =>
    clientScene([answering(() => refusal(503)), answering(() => refusal(404))], async (scene) => {
      await expect(scene.client.list(FILE.appid, FILE.userid)).rejects.toMatchObject({ errorNumber: 404 });
      expect(accepted(scene)).toEqual([1, 1]);
    }));

  it('asks nobody for what cannot be: no user, a limit that does not fit', () =>
    clientScene([unknown], async (scene) => {
      await expect(scene.client.list(FILE.appid, '')).rejects.toMatchObject({ errorNumber: 400 });
      await expect(scene.client.list(FILE.appid, 'u', { limit: -1 })).rejects.toMatchObject({ errorNumber: 400 });
      await expect(scene.client.describe({ ...FILE, fileid: '' }, NOTE)).rejects.not.toThrow(NotSupported);
      expect(accepted(scene)).toEqual([0]);
    }));

  // Spec: LIST-ADVANCES
  it.each<[string, readonly string[]]>([
    ['begins with what was asked behind', ['m', 'a']],
    ['has a file that stands before it', ['z']],
    ['goes up', ['a', 'b']],
    ['has a file twice', ['b', 'b']],
    ['has a file without an id', ['b', '']],
    ['has more files than were asked for', ['d', 'c', 'b', 'a']],
  ])('takes no page that %s', (_what, fileids) => {
    const liar = answering(() => encodeListReply({ more: false, files: fileids.map((fileid) => entry(fileid)) }));
    return clientScene([liar, storageOf('l', 'k')], async (scene) => {
      const page = await scene.client.list(FILE.appid, FILE.userid, { after: 'm', limit: 3 });
      expect(page.files.map(({ fileid }) => fileid)).toEqual(['l', 'k']);
      expect(accepted(scene)).toEqual([1, 1]);
    });
  });

  // Spec: LIST-ADVANCES
  it('compares ids by their bytes, not as the language does', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }), { maxLength: 8 }),
        (ids) => {
          const descending = ids.sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a)));
          const files = descending.map((fileid) => entry(fileid));
          return clientScene([answering(() => encodeListReply({ more: false, files }))], async ({ client }) => {
            const page = await client.list(FILE.appid, FILE.userid);
            expect(page.files.map(({ fileid }) => fileid)).toEqual(descending);
          });
        },
      ),
      { numRuns: 30 },
    ));
});

describe('describe', () => {
  it('is sent until a storage says that it is done', () => {
    const seen: unknown[] = [];
    const taking = answering(({ body }) => {
      seen.push(decodeDescribeRequest(body));
      return DONE;
    });
    return clientScene([mute, unknown, taking], async ({ client }) => {
      await client.describe(FILE, NOTE);
      expect(seen).toEqual([{ ...FILE, ...NOTE }]);
    });
  });

  it('tells of a file that is not there, and of storages that do not know it', async () => {
    await clientScene([answering(() => refusal(404))], async ({ client }) => {
      await expect(client.describe(FILE, NOTE)).rejects.toMatchObject({ errorNumber: 404 });
    });
    await clientScene([unknown, foreign], async ({ client }) => {
      await expect(client.describe(FILE, NOTE)).rejects.toThrow(NotSupported);
    });
  });

  it('cuts no name: one that does not fit is refused before anything is sent', () =>
    clientScene([answering(() => DONE)], async (scene) => {
      await expect(scene.client.describe(FILE, { name: 'n'.repeat(256), type: '' })).rejects.toMatchObject({
        errorNumber: 400,
        message: 'name has 256 bytes, at most 255 fit',
      });
      expect(accepted(scene)).toEqual([0]);
    }));
});
