import { httpCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes } from '../../runner/expect.ts';

export const files = [
  httpCase({
    id: 'http/files/whole',
    title: 'answers GET of a file with 200 and its bytes',
    statements: ['HTTP-FILES'],
    async run(kit) {
      const content = kit.random.bytes(5000);
      const reply = await kit.get(`/files/${await kit.upload(content)}`);
      expectEqual(reply.status, 200, 'the status');
      expectEqualBytes(reply.body, content, 'the body');
    },
  }),
];
