import { type StorageKit, storageCase } from '../../runner/case.ts';
import { expectEqual, expectSuccess, expectThat } from '../../runner/expect.ts';
import { expectMalformed, expectRefused, wrongLengths } from '../refused.ts';
import { content, expectUploaded, stored } from './files.ts';
import { expectIds, needsListing, pageOf, wholeListing } from './listing.ts';

const DAY_S = 86_400n;

/** Files of a fresh user under these ids, behind one prefix; the prefix and the user. */
async function filesOf(kit: StorageKit, ...ends: readonly string[]): Promise<{ userid: string; front: string }> {
  const userid = kit.user();
  const front = kit.fileId();
  for (const end of ends) await stored(kit, content(kit, 10), { userid, fileid: front + end });
  return { userid, front };
}

export const list = [
  storageCase({
    id: 'storage/list/page-by-page',
    title: 'lists the files of a user page by page, each once, the greatest id first',
    statements: ['LIST-COMPLETE', 'LIST-ORDER', 'LIST-PAGE', 'WIRE-LIST', 'WIRE-LIST-REPLY'],
    async run(kit) {
      await needsListing(kit);
      const { userid, front } = await filesOf(kit, 'c', 'a', 'e', 'b', 'd');
      const all = ['e', 'd', 'c', 'b', 'a'].map((end) => front + end);
      for (const limit of [0, 1, 2, 5, 6, 65_535]) {
        expectIds(await wholeListing(kit, { userid, limit }), all, 'LIST-COMPLETE');
      }
    },
  }),
  storageCase({
    id: 'storage/list/by-bytes',
    title: 'orders files by the bytes of their ids, and goes on behind a place where no file is',
    statements: ['LIST-ORDER'],
    async run(kit) {
      await needsListing(kit);
      const { userid, front } = await filesOf(kit, 'A', 'a', 'Z', 'é', '视', 'aa');
      const all = ['视', 'é', 'aa', 'a', 'Z', 'A'].map((end) => front + end);
      expectIds(await wholeListing(kit, { userid }), all, 'LIST-ORDER');
      for (const [place, first] of [
        ['z', 2],
        ['ab', 2],
        ['a', 4],
        ['B', 5],
        ['', 6],
      ] as const) {
        expectIds(await wholeListing(kit, { userid, after: front + place }), all.slice(first), 'LIST-ORDER');
      }
    },
  }),
  storageCase({
    id: 'storage/list/whose',
    title: 'lists the files of the very user and application only',
    statements: ['LIST-WHOSE'],
    async run(kit) {
      await needsListing(kit);
      const { userid, front } = await filesOf(kit, 'mine');
      const { userid: other } = await filesOf(kit, 'theirs');
      expectIds(await wholeListing(kit, { userid }), [`${front}mine`], 'LIST-WHOSE');
      const { appid } = kit.target;
      for (const wish of [
        { userid: kit.user() },
        { userid: `${userid}x` },
        { userid: userid.slice(0, -1) },
        { userid: userid.toUpperCase() },
        { userid, appid: `${appid.slice(0, 14)}x` },
        { userid: other, appid: '' },
      ]) {
        expectIds(await wholeListing(kit, wish), [], 'LIST-WHOSE');
      }
    },
  }),
  storageCase({
    id: 'storage/list/sizes',
    title: 'tells the size of each file, an upload time that can be, and no name that nobody has given',
    statements: ['LIST-ENTRY'],
    async run(kit) {
      await needsListing(kit);
      const userid = kit.user();
      const sizes = new Map<string, number>();
      for (const size of [0, 1, 70_000]) sizes.set((await stored(kit, content(kit, size), { userid })).fileid, size);
      const now = BigInt(Math.floor(Date.now() / 1000));
      for (const { fileid, size, uploaded, name, type } of await wholeListing(kit, { userid })) {
        expectEqual(Number(size), sizes.get(fileid) ?? -1, `the size of "${fileid}"`, 'LIST-ENTRY');
        const possible = uploaded === 0n || (uploaded > now - DAY_S && uploaded < now + DAY_S);
        expectThat(possible, `the file was uploaded just now, not at ${uploaded}`, 'LIST-ENTRY');
        expectThat(name === '' && type === '', `nobody has called the file "${name}" of type "${type}"`, 'LIST-ENTRY');
      }
    },
  }),
  storageCase({
    id: 'storage/list/deleted',
    title: 'lists no deleted file, and one that was uploaded anew',
    statements: ['LIST-COMPLETE'],
    async run(kit) {
      await needsListing(kit);
      const { userid, front } = await filesOf(kit, 'a', 'b', 'c');
      const file = kit.ids(userid, `${front}b`);
      expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      expectIds(await wholeListing(kit, { userid }), [`${front}c`, `${front}a`], 'LIST-COMPLETE');
      await expectUploaded(kit, file, content(kit, 5));
      expectIds(await wholeListing(kit, { userid }), [`${front}c`, `${front}b`, `${front}a`], 'LIST-COMPLETE');
    },
  }),
  storageCase({
    id: 'storage/list/while-others-come-and-go',
    title: 'lists each file that stays exactly once while others are uploaded and deleted',
    statements: ['LIST-COMPLETE', 'LIST-ORDER'],
    async run(kit) {
      await needsListing(kit);
      const staying = ['b', 'd', 'f', 'h', 'j'];
      const { userid, front } = await filesOf(kit, ...staying, 'c', 'g');
      const seen: string[] = [];
      for (let more = true, round = 0; more && round < 20; round++) {
        const page = await pageOf(kit, { userid, after: seen.at(-1) ?? '', limit: 1 });
        seen.push(...page.files.map(({ fileid }) => fileid));
        more = page.more;
        // One behind the place that the listing has come to, and one in front of it.
        if (round === 1) await kit.ask('DELETE', kit.ids(userid, `${front}g`));
        if (round === 2) await stored(kit, content(kit, 3), { userid, fileid: `${front}i` });
        if (round === 2) await kit.ask('DELETE', kit.ids(userid, `${front}c`));
      }
      const wanted = staying.map((end) => front + end).reverse();
      const kept = seen.filter((fileid) => wanted.includes(fileid));
      const said = `[${wanted.join(', ')}] stayed, and [${kept.join(', ')}] of them were listed`;
      expectThat(kept.join() === wanted.join(), said, 'LIST-COMPLETE');
    },
  }),
  storageCase({
    id: 'storage/list/through-another',
    title: 'lists at once what was uploaded and deleted through another storage of the group',
    statements: ['LIST-COMPLETE'],
    needs: ['two-addresses'],
    async run(kit) {
      await needsListing(kit);
      const other = kit.target.storage[1] ?? kit.address;
      const { userid, front } = await filesOf(kit, 'a', 'b');
      expectIds(await wholeListing(kit, { userid }, other), [`${front}b`, `${front}a`], 'LIST-COMPLETE');
      expectSuccess(await kit.ask('DELETE', kit.ids(userid, `${front}a`), { to: other }), 'DELETE');
      expectIds(await wholeListing(kit, { userid }), [`${front}b`], 'LIST-COMPLETE');
    },
  }),
  storageCase({
    id: 'storage/list/malformed',
    title: 'refuses a LIST of another length, with a text that does not end, or without a user',
    statements: ['WIRE-LIST', 'WIRE-BODY-LENGTH', 'WIRE-TEXT', 'UPLOAD-IDS'],
    async run(kit) {
      await needsListing(kit);
      const fields = { appid: kit.target.appid, userid: kit.user(), after: '', limit: 10 };
      for (const body of wrongLengths(Buffer.alloc(402), [0, 400, 401, 403, 528])) {
        await expectMalformed(kit, 'LIST', {}, 'WIRE-LIST', { body });
      }
      const endless = { ...fields, after: Buffer.alloc(128, 'x') };
      await expectMalformed(kit, 'LIST', endless, 'WIRE-TEXT');
      await expectRefused(kit, 'LIST', { ...fields, userid: '' }, { statement: 'UPLOAD-IDS', number: 400 });
    },
  }),
];
