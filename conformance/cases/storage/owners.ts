import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectEqual, expectRefusal } from '../../runner/expect.ts';
import type { PacketName } from '../../wire/packets.ts';
import { content, expectStored, type FileIds, stored } from './files.ts';

/** What somebody else says of a file to get at it. */
const STRANGERS: Readonly<Record<string, (file: FileIds, kit: StorageKit) => FileIds>> = {
  'another user': (file, kit) => ({ ...file, userid: kit.user() }),
  'another application': (file) => ({ ...file, appid: `${file.appid.slice(0, 14)}x` }),
  'no application': (file) => ({ ...file, appid: '' }),
};

/** A file is asked for by strangers, before and after its owner has read it, which may have filled a cache. */
async function keptFrom(kit: StorageKit, name: PacketName): Promise<void> {
  const bytes = content(kit, 2000);
  const file = await stored(kit, bytes);
  for (let round = 0; round < 2; round++) {
    for (const stranger of Object.values(STRANGERS)) {
      const reply = await kit.ask(name, stranger(file, kit));
      expectRefusal(reply, { numbers: [404], statement: 'READ-OWNER', server: 'storage' });
    }
    await expectStored(kit, file, bytes, 'READ-OWNER');
  }
}

export const owners = [
  storageCase({
    id: 'storage/owners/filesize',
    title: 'tells nobody but its owner the size of a file, cached or not',
    statements: ['READ-OWNER'],
    run: (kit) => keptFrom(kit, 'FILESIZE'),
  }),
  storageCase({
    id: 'storage/owners/download',
    title: 'gives a file to nobody but its owner, cached or not',
    statements: ['READ-OWNER'],
    run: (kit) => keptFrom(kit, 'DOWNLOAD'),
  }),
  storageCase({
    id: 'storage/owners/delete',
    title: 'lets nobody but its owner delete a file',
    statements: ['READ-OWNER', 'DELETE-STAYS'],
    run: (kit) => keptFrom(kit, 'DELETE'),
  }),
  storageCase({
    id: 'storage/owners/same-answer',
    title: "answers for another's file as for one that does not exist: the same number, and nothing of its owner",
    statements: ['READ-OWNER'],
    async run(kit) {
      const file = await stored(kit, content(kit, 100));
      const stranger = kit.user();
      const ask = async (fileid: string) =>
        expectRefusal(await kit.ask('FILESIZE', kit.ids(stranger, fileid)), {
          statement: 'READ-OWNER',
          server: 'storage',
        });
      const [anothers, nobodys] = [await ask(file.fileid), await ask(kit.fileId())];
      if (anothers.number !== nobodys.number || anothers.description?.includes(file.userid)) {
        kit.note(`for another's file: ${anothers.number} ${anothers.description ?? ''}; for none: ${nobodys.number}`);
      }
      expectEqual(anothers.number, nobodys.number, 'the number of the refusal', 'READ-OWNER');
    },
  }),
];
