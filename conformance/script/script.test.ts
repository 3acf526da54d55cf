import { afterEach, describe, expect, it } from 'vitest';
import { aclStorage } from '../../test/conformance/aclStorage.ts';
import { judged } from '../../test/conformance/judged.ts';
import { scriptedTarget } from '../../test/conformance/scriptedTarget.ts';
import type { ReportCase } from '../report/tree.ts';
import { encodeReply } from '../wire/layout.ts';
import type { Script, ScriptStep } from './script.ts';
import { scriptCase } from './scriptCase.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function script(steps: readonly ScriptStep[], notPlayed: readonly string[] = []): Script {
  const title = 'keeps its files';
  return { format: 'tnv-conformance-script', version: 1, title, statements: ['UPLOAD-DURABLE'], steps, notPlayed };
}

const FILE = { user: 0, file: 0 };
const UPLOAD = { atMs: 0, do: 'upload', size: 1000, content: 7, ...FILE } as const;

/** How a storage does that answers like this; without a patience that would make the tests long. */
async function played(
  serve: Parameters<typeof scriptedTarget>[0],
  { steps, ...rest }: Script,
): Promise<ReportCase | undefined> {
  const { address, close } = await scriptedTarget(serve);
  open.push(close);
  return (await judged([scriptCase('try', { steps, ...rest })], { storage: [address] })).cases[0];
}

describe('a script', () => {
  it('passes where files are kept, ranges fit and deletes stay', async () => {
    const result = await played(
      aclStorage(),
      script(
        [
          UPLOAD,
          { atMs: 100, do: 'filesize', ...FILE },
          { atMs: 100, do: 'download', offset: 10, size: 20, ...FILE },
          { atMs: 100, do: 'download', offset: 1001, size: 0, ...FILE },
          { atMs: 100, do: 'trespass', as: 'user', ...FILE },
          { atMs: 100, do: 'cutUpload', user: 0, file: 1, size: 50_000, content: 1, sent: 9 },
          { atMs: 200, do: 'delete', ...FILE },
          { atMs: 300, do: 'filesize', ...FILE },
          { atMs: 300, do: 'garbage', bytes: 9, to: { kind: 'storage', index: 4 } },
          { atMs: 300, do: 'cut' },
        ],
        ['a partition'],
      ),
    );
    expect(result).toMatchObject({ id: 'storage/script/try', verdict: 'pass', notes: ['not played: a partition'] });
  });

  it('fails where what was acknowledged is not kept', async () => {
    const nothing = aclStorage();
    const forgetful = (socket: Parameters<typeof nothing>[0]) => {
      socket.once('data', (first) => {
        if (first[8] === 70) socket.end(encodeReply('UPLOAD'));
        else {
          nothing(socket);
          socket.emit('data', first);
        }
      });
    };
    const result = await played(forgetful, script([UPLOAD]));
    expect(result).toMatchObject({ verdict: 'fail', broken: 'UPLOAD-DURABLE' });
  });

  it('fails where other bytes come back, and shows them', async () => {
    const result = await played(
      (socket) => {
        socket.on('data', (request) => {
          if (request[8] === 70) socket.write(encodeReply('UPLOAD'));
          if (request[8] === 71) socket.write(encodeReply('FILESIZE', { size: 1000 }));
          if (request[8] === 72) socket.write(encodeReply('DOWNLOAD', { content: Buffer.alloc(1000) }));
        });
      },
      script([UPLOAD]),
    );
    expect(result).toMatchObject({ verdict: 'fail', broken: 'READ-RIGHT-OR-ABSENT' });
    expect(result?.comparison?.got).toEqual(Buffer.alloc(128));
  });

  it('is skipped without the hook that it needs, and goes on without one that it does not', async () => {
    const kill = { atMs: 10, do: 'hook', action: 'kill', to: { kind: 'storage', index: 0 } } as const;
    expect((await played(aclStorage(), script([UPLOAD, kill])))?.why).toBe('needs --hook FILE that can kill');
    const result = await played(aclStorage(), script([UPLOAD, { ...kill, optional: true }]));
    expect(result).toMatchObject({ verdict: 'pass', notes: ['not played: restarts, because no hook file was given'] });
  });
});
