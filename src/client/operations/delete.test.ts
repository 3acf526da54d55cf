import { describe, expect, it } from 'vitest';
import { clientScene } from '../../../test/client/clientScene.ts';
import { answering, type Script } from '../../../test/client/scriptedServer.ts';
import { DONE, refusal } from '../../../test/client/storageScripts.ts';
import { TnvError } from '../../protocol/tnvError.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };

const mute: Script = async (peer) => {
  await peer.request();
};
const missing = answering(() => refusal(404));

describe('delete', () => {
  it('is done when a storage says so', () =>
    clientScene([answering(() => DONE)], async ({ client }) => {
      expect(await client.delete(FILE)).toBeUndefined();
    }));

  it('tells of a file that is not there', () =>
    clientScene([missing, missing], async ({ client, storages }) => {
      await expect(client.delete(FILE)).rejects.toEqual(new TnvError(404, '[storage] 404'));
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 0]);
    }));

  // Spec: CLIENT-RESEND
  it.each<[string, Script]>([
    ['gave no answer', mute],
    ['could not finish it', answering(() => refusal(503))],
    ['answered nonsense', answering(() => Buffer.alloc(30, 7))],
  ])('asks the next storage when one %s; that it is gone then is success', (_what, first) =>
    clientScene([first, missing], async ({ client, storages }) => {
      await client.delete(FILE);
      expect(storages.map(({ accepted }) => accepted)).toEqual([1, 1]);
    }),
  );

  it('counts a request on a kept connection that turned out to be dead', () => {
    const flaky: Script = async (peer) => {
      await peer.request();
      await peer.send(peer.index === 0 ? DONE : refusal(404));
      await peer.request();
    };
    return clientScene([flaky], async ({ client, storages }) => {
      await client.delete({ ...FILE, fileid: 'f0' });
      await client.delete(FILE);
      expect(storages[0]?.accepted).toBe(2);
    });
  });

  it('does not count a storage that could not be reached', () =>
    clientScene([mute, missing], async ({ client, storageHosts }) => {
      for (const host of storageHosts.slice(0, 1)) host.incoming = 'refuse';
      await expect(client.delete(FILE)).rejects.toMatchObject({ errorNumber: 404 });
    }));

  it('says that the file may be gone when nobody answered, and that it is not when nobody was reached', () =>
    clientScene([mute], async ({ client, storageHosts }) => {
      await expect(client.delete(FILE)).rejects.toMatchObject({ errorNumber: 503, outcomeUnknown: true });
      for (const host of storageHosts) host.incoming = 'refuse';
      await expect(client.delete(FILE)).rejects.toMatchObject({ errorNumber: 503, outcomeUnknown: false });
    }));
});
