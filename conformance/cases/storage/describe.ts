import { storageCase } from '../../runner/case.ts';
import { expectSuccess } from '../../runner/expect.ts';
import { expectMalformed, expectRefused, wrongLengths } from '../refused.ts';
import { content, expectStored, expectUploaded, stored } from './files.ts';
import { describe, expectNote, needsListing } from './listing.ts';

const NOTHING = { name: '', type: '' };
const NOTE = { name: '海边.mp4', type: 'video/mp4' };
const GONE = { statement: 'DESCRIBE-EXISTS', number: 404 };

export const described = [
  storageCase({
    id: 'storage/describe/last-one-counts',
    title: 'lists a file under the name and type of its last description, and under none that was taken away',
    statements: ['DESCRIBE-LAST', 'WIRE-DESCRIBE'],
    async run(kit) {
      await needsListing(kit);
      const bytes = content(kit, 100);
      const file = await stored(kit, bytes);
      for (const note of [
        NOTE,
        { name: 'n'.repeat(255), type: 't'.repeat(127) },
        { name: '', type: 'a/b' },
        NOTHING,
        NOTE,
      ]) {
        await describe(kit, file, note);
        await expectNote(kit, file, note, 'DESCRIBE-LAST');
      }
      await expectStored(kit, file, bytes, 'DESCRIBE-LAST');
    },
  }),
  storageCase({
    id: 'storage/describe/only-that-file',
    title: 'describes the very file, and no other one',
    statements: ['DESCRIBE-LAST'],
    async run(kit) {
      await needsListing(kit);
      const file = await stored(kit, content(kit, 10));
      const other = await stored(kit, content(kit, 10), { userid: file.userid });
      await describe(kit, file, NOTE);
      await expectNote(kit, other, NOTHING, 'DESCRIBE-LAST');
      await expectNote(kit, file, NOTE, 'DESCRIBE-LAST');
    },
  }),
  storageCase({
    id: 'storage/describe/absent',
    title: 'describes no file that is not there, and nobody else’s',
    statements: ['DESCRIBE-EXISTS'],
    async run(kit) {
      await needsListing(kit);
      const file = await stored(kit, content(kit, 10));
      await expectRefused(kit, 'DESCRIBE', { ...file, ...NOTE, fileid: kit.fileId() }, GONE);
      await expectRefused(kit, 'DESCRIBE', { ...file, ...NOTE, userid: kit.user() }, GONE);
      await expectRefused(kit, 'DESCRIBE', { ...file, ...NOTE, appid: `${file.appid.slice(0, 14)}x` }, GONE);
      await expectNote(kit, file, NOTHING, 'DESCRIBE-EXISTS');
    },
  }),
  storageCase({
    id: 'storage/describe/ends-with-the-file',
    title: 'has no description of a file that was deleted and uploaded anew',
    statements: ['DESCRIBE-FRESH'],
    async run(kit) {
      await needsListing(kit);
      const file = await stored(kit, content(kit, 10));
      await describe(kit, file, NOTE);
      expectSuccess(await kit.ask('DELETE', file), 'DELETE');
      await expectRefused(kit, 'DESCRIBE', { ...file, ...NOTE }, GONE);
      await expectUploaded(kit, file, content(kit, 20));
      await expectNote(kit, file, NOTHING, 'DESCRIBE-FRESH');
    },
  }),
  storageCase({
    id: 'storage/describe/through-another',
    title: 'shows a description at once that was given through another storage of the group',
    statements: ['DESCRIBE-LAST'],
    needs: ['two-addresses'],
    async run(kit) {
      await needsListing(kit);
      const other = kit.target.storage[1] ?? kit.address;
      const file = await stored(kit, content(kit, 10));
      await describe(kit, file, NOTE);
      await expectNote(kit, file, NOTE, 'DESCRIBE-LAST', other);
      await describe(kit, file, NOTHING, other);
      await expectNote(kit, file, NOTHING, 'DESCRIBE-LAST');
    },
  }),
  storageCase({
    id: 'storage/describe/malformed',
    title: 'refuses a DESCRIBE of another length, with a text that does not end, or without an id',
    statements: ['WIRE-DESCRIBE', 'WIRE-BODY-LENGTH', 'WIRE-TEXT', 'UPLOAD-IDS'],
    async run(kit) {
      await needsListing(kit);
      const file = await stored(kit, content(kit, 10));
      for (const body of wrongLengths(Buffer.alloc(784), [0, 400, 783, 785])) {
        await expectMalformed(kit, 'DESCRIBE', {}, 'WIRE-DESCRIBE', { body });
      }
      for (const wrong of [
        { name: Buffer.alloc(256, 'x') },
        { type: Buffer.alloc(128, 'x') },
        { name: Buffer.from([0x61, 0xff, 0x62, 0]) },
      ]) {
        await expectMalformed(kit, 'DESCRIBE', { ...file, ...NOTE, ...wrong }, 'WIRE-TEXT');
      }
      for (const empty of [{ userid: '' }, { fileid: '' }]) {
        const fields = { ...file, ...NOTE, ...empty };
        await expectRefused(kit, 'DESCRIBE', fields, { statement: 'UPLOAD-IDS', number: 400 });
      }
      await expectNote(kit, file, NOTHING, 'WIRE-DESCRIBE');
    },
  }),
];
