import { storageCase } from '../../runner/case.ts';
import { expectEqualBytes, expectInStepOrClosed, expectRefusal, expectSuccess } from '../../runner/expect.ts';
import { encodeRequest } from '../../wire/layout.ts';

export const download = [
  storageCase({
    id: 'storage/download/whole',
    title: 'gives back the bytes that were uploaded',
    statements: ['WIRE-DOWNLOAD', 'UPLOAD-DURABLE'],
    async run(kit) {
      const content = kit.random.bytes(10_000);
      const user = kit.user();
      const fileId = await kit.upload(user, content);
      const reply = await kit.ask('DOWNLOAD', kit.ids(user, fileId));
      expectEqualBytes(expectSuccess(reply, 'DOWNLOAD').content as Uint8Array, content, 'the content');
    },
  }),
  storageCase({
    id: 'storage/download/offset-past-end',
    title: 'refuses an offset past the end with 416',
    statements: ['DOWNLOAD-RANGE'],
    async run(kit) {
      const user = kit.user();
      const ids = kit.ids(user, await kit.upload(user, kit.random.bytes(100)));
      const conversation = await kit.connect();
      await conversation.send(encodeRequest('DOWNLOAD', { ...ids, offset: 101 }));
      expectRefusal(await conversation.reply(), { server: 'storage', numbers: [416], statement: 'DOWNLOAD-RANGE' });
      await expectInStepOrClosed(conversation, { name: 'FILESIZE', fields: ids });
    },
  }),
];
