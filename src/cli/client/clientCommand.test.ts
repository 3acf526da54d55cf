import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommanderError } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answering, type Script, type ScriptedServer, startScripted } from '../../../test/client/scriptedServer.ts';
import { askedPart, contentReply } from '../../../test/client/storageScripts.ts';
import { type Ended, Program, run } from '../../../test/e2e/program.ts';
import { temporaryFolder } from '../../../test/e2e/temporaryFolder.ts';
import { startUp, type Up } from '../../../test/e2e/up.ts';
import { formatAddress } from '../../host/address.ts';
import { createLog } from '../../host/node/log.ts';
import { createNodeHost } from '../../host/node/nodeHost.ts';
import { Command, ReplyCommand } from '../../protocol/command.ts';
import { encodeFailure } from '../../protocol/failure.ts';
import { encodeGroupsReply } from '../../protocol/groups.ts';
import { successPacket } from '../../protocol/packet.ts';
import { encodeSaddrsReply } from '../../protocol/saddrs.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { clientCommand } from './clientCommand.ts';

const SAMPLE = join(import.meta.dirname, '../../../fixtures/sample.mp4');
const WHOSE = ['tnvideo', 'tnv001'];
const CONTENT = Buffer.from('the first line\nthe second line\n'.repeat(20_000));

const folders: AsyncDisposable[] = [];
async function folder(): Promise<string> {
  const made = await temporaryFolder();
  folders.push(made);
  return made.path;
}
afterAll(async () => {
  for (const made of folders) await made[Symbol.asyncDispose]();
});

describe('tnv client with a real site', () => {
  let up: Up;
  let cwd: string;
  const client = (...args: string[]): Promise<Ended> => run(['client', up.tracker, ...args], { cwd });

  beforeAll(async () => {
    up = await startUp(await folder());
    cwd = await folder();
    writeFileSync(join(cwd, 'clip.txt'), CONTENT);
  });
  afterAll(() => up.program.interrupt());

  it('walks through the life of a file as people read it', async () => {
    const stored = await client('upload', ...WHOSE, 'clip.txt', '0', '0');
    expect(stored).toMatchObject({ code: 0, stderr: '' });
    const match = /^clip\.txt \(620 kB\) is stored, its file id is\n([0-9a-f]{30}\d{6})$/.exec(stored.stdout);
    const fileid = match?.[1] ?? '';
    expect(await client('filesize', ...WHOSE, fileid)).toEqual({ code: 0, stdout: '620000', stderr: '' });

    const whole = await client('download', ...WHOSE, fileid);
    expect(whole).toEqual({ code: 0, stdout: `${fileid} has 620 kB`, stderr: '' });
    expect(readFileSync(join(cwd, fileid)).equals(CONTENT)).toBe(true);
    const again = await client('download', ...WHOSE, fileid);
    expect(again).toEqual({ code: 1, stdout: '', stderr: `tnv: ${fileid} is there already; --force replaces it` });
    expect((await client('download', ...WHOSE, fileid, '15', '16', fileid, '--force')).code).toBe(0);
    expect(readFileSync(join(cwd, fileid), 'utf8')).toBe('the second line\n');
    const piped = await client('download', ...WHOSE, fileid, '4', '22', '-');
    expect(piped).toEqual({ code: 0, stdout: 'first line\nthe second ', stderr: '' });

    const removed = await client('delete', ...WHOSE, fileid);
    expect(removed).toEqual({ code: 0, stdout: `${fileid} is deleted`, stderr: '' });
    const gone = await client('filesize', ...WHOSE, fileid);
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toMatch(/^tnv: refused: \[storage\d\] .* \(404\)$/);
    expect((await client('download', ...WHOSE, fileid, '0', '0', 'gone')).code).toBe(1);
    expect(readdirSync(cwd).sort()).toEqual([fileid, 'clip.txt'].sort());
  });

  // Spec: CLIENT-EXIT
  it('gives scripts one JSON object, failures too', async () => {
    const parsed = async (...args: string[]): Promise<object> => JSON.parse((await client(...args, '--json')).stdout);
    expect(await parsed('upload', ...WHOSE, 'clip.txt', 'my-own-id')).toEqual({
      appid: 'tnvideo',
      userid: 'tnv001',
      fileid: 'my-own-id',
      size: 620_000,
      name: 'clip.txt',
      type: '',
    });
    expect(await parsed('filesize', ...WHOSE, 'my-own-id')).toMatchObject({ fileid: 'my-own-id', size: 620_000 });
    expect(await parsed('download', ...WHOSE, 'my-own-id', '5', '10', 'part')).toMatchObject({
      offset: 5,
      size: 10,
      out: 'part',
    });
    expect(await parsed('groups')).toMatchObject({
      groups: [{ name: 'group001', storages: [{ state: 'ACTIVE' }, {}] }],
    });
    const twice = await client('upload', ...WHOSE, 'clip.txt', 'my-own-id', '0', '0', '--json');
    expect(twice.code).toBe(1);
    expect(JSON.parse(twice.stdout)).toMatchObject({
      error: { number: 409, message: expect.stringMatching(/^refused: .* \(409\)$/) },
    });
    expect(await parsed('delete', ...WHOSE, 'my-own-id')).toMatchObject({ deleted: true });
    const none = await client('upload', ...WHOSE, 'none.txt', '--json');
    expect(JSON.parse(none.stdout)).toEqual({ error: { message: `there is no file ${join(cwd, 'none.txt')}` } });
  });

  // Spec: DESCRIBE-UPLOAD
  it('lists the files of a user with what their uploads told, page by page', async () => {
    const user = ['tnvideo', 'lister'];
    expect(await client('list', ...user)).toEqual({ code: 0, stdout: 'no files', stderr: '' });
    for (const args of [
      ['clip.txt', 'id-1'],
      ['clip.txt', 'id-2', '--no-describe'],
      [SAMPLE, 'id-3'],
    ]) {
      expect(await client('upload', ...user, ...args)).toMatchObject({ code: 0, stderr: '' });
    }
    const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';
    expect((await client('list', ...user)).stdout.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^id-3 +\\d+ kB  ${time}  video/mp4 +sample.mp4$`)),
      expect.stringMatching(new RegExp(`^id-2 +620 kB  ${time}  -$`)),
      expect.stringMatching(new RegExp(`^id-1 +620 kB  ${time}  - +clip.txt$`)),
    ]);
    const some = JSON.parse((await client('list', ...user, '--limit', '2', '--json')).stdout);
    expect(some.files).toMatchObject([
      { fileid: 'id-3', name: 'sample.mp4', type: 'video/mp4' },
      { fileid: 'id-2', size: 620_000, name: '', type: '' },
    ]);
    expect((await client('list', ...user, '--limit', '0')).code).toBe(2);
  });

  it('shows the groups as the tracker tells them', async () => {
    const { code, stdout } = await client('groups');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^COUNT OF GROUPS: 1\nGROUPNAME: group001\nCOUNT OF STORAGES: 2\n/);
  });

  it('finds the tracker that works in a list', async () => {
    const ended = await run(['client', `127.0.0.1:1;${up.tracker}`, 'groups'], { cwd });
    expect(ended.code).toBe(0);
  });
});

describe('tnv client, used wrongly', () => {
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => vi.restoreAllMocks());

  it.each<[args: string[], says: RegExp]>([
    [['nonsense', 'groups'], /^"nonsense" is no tracker address; expected host:port;host:port$/],
    [['127.0.0.1:1', 'uplaod'], /^error: unknown command 'uplaod'\n\(Did you mean upload\?\)$/],
    [['127.0.0.1:1', 'upload', 'a', 'u'], /^error: missing required argument 'file'$/],
    [['127.0.0.1:1', 'upload', 'a', 'u', 'f', 'id', '0'], /^error: too many arguments: expected one file id$/],
    [['127.0.0.1:1', 'download', 'a', 'u', 'f', '1x'], /'1x' is invalid for argument 'offset'/],
    [['127.0.0.1:1', 'download', 'a', 'u', 'f', '0', '-1'], /'-1' is invalid for argument 'size'/],
    [['127.0.0.1:1', 'download', 'a', 'u', 'f', '0', '0', '-', '--json'], /^error: --json and - both want standard/],
    [['127.0.0.1:1', 'download', 'a', 'u', '../f'], /^"\.\.\/f" is no good file name; say where to write to$/],
    [['127.0.0.1:1', 'groups', '--jsno'], /^error: unknown option '--jsno'/],
    [['127.0.0.1:1'], /outputHelp/],
    [[], /outputHelp/],
  ])('%j: says so and means exit code 2', async (args, says) => {
    const error = await clientCommand()
      .parseAsync(args, { from: 'user' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ message: expect.stringMatching(says) });
    if (error instanceof CommandFailed) expect(error.exitCode).toBe(ExitCode.usage);
    else expect((error as CommanderError).exitCode).toBe(1); // which the program takes for wrong usage
  });
});

describe('tnv client --help', () => {
  it('explains the whole and each command, and is no failure', async () => {
    const whole = await run(['client', '--help']);
    expect(whole.code).toBe(0);
    for (const word of ['groups', 'upload', 'list', 'filesize', 'download', 'delete', 'Examples:', '<taddrs>']) {
      expect(whole.stdout).toContain(word);
    }
    const one = await run(['client', '127.0.0.1:1', 'upload', '--help']);
    expect(one.stdout).toContain('tnv client 127.0.0.1:21000 upload tnvideo tnv001 my-video.mp4');
    expect((await run(['client', 'nonsense', 'groups'])).code).toBe(2);
  });
});

describe('tnv client with servers that fail', () => {
  const host = { ...createNodeHost({ log: createLog({ level: 'silent' }) }), ip: '127.0.0.1' };
  const servers: ScriptedServer[] = [];
  const serve = async (script: Script): Promise<string> => {
    const server = await startScripted(host, 0, script);
    servers.push(server);
    return formatAddress(server.address);
  };
  /** A tracker that knows one storage, which follows `script`. */
  const site = async (script: Script): Promise<string> => {
    const storage = await serve(script);
    return serve(answering(() => encodeSaddrsReply({ group: 'group001', addresses: [storage] })));
  };
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  it('says which trackers it tried', async () => {
    const ended = await run(['client', '127.0.0.1:1', 'groups']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toBe('tnv: no tracker could do it: 127.0.0.1:1: cannot connect to 127.0.0.1:1: refused');
  });

  // Spec: CLIENT-BOUNDED, CLIENT-EXIT
  it.each([
    ['before the command', ['--timeout=0.3', 'groups']],
    ['behind it', ['groups', '--timeout', '0.3']],
  ])('waits for a silent server as long as it is told, %s', async (_where, args) => {
    const tracker = await serve((peer) => peer.untilEnd());
    const ended = await run(['client', tracker, ...args]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^tnv: no tracker could do it: .* 0\.3 s$/);
  });

  it('wants a time limit that is one', async () => {
    const ended = await run(['client', '127.0.0.1:1', 'groups', '--timeout', 'soon']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/number of seconds/);
  });

  it('lets no server write to the terminal what is not text', async () => {
    const tracker = await serve(
      answering(({ head }) =>
        head.command === Command.groups
          ? encodeGroupsReply('COUNT OF GROUPS: 0\x1b[2J\nmore')
          : encodeFailure(ReplyCommand.tracker, { errorNumber: 403, description: '[t]\x1b]0;owned\x07' }),
      ),
    );
    expect((await run(['client', tracker, 'groups'])).stdout).toBe('COUNT OF GROUPS: 0?[2J\nmore');
    expect((await run(['client', tracker, 'filesize', 'a', 'u', 'f'])).stderr).toBe(
      'tnv: refused: [t]?]0;owned? (403)',
    );
  });

  it('gives a groups text that it cannot read to scripts as it is', async () => {
    const tracker = await serve(answering(() => encodeGroupsReply('all is well')));
    expect(JSON.parse((await run(['client', tracker, 'groups', '--json'])).stdout)).toEqual({ text: 'all is well' });
  });

  // Spec: CLIENT-WHOLE-FILE
  it('leaves no half file when a download breaks, and none when Ctrl-C ends it', async () => {
    const cwd = await folder();
    let begun: () => void = () => {};
    const halves: Script = async (peer) => {
      const request = await peer.request();
      if (request === undefined) return;
      await peer.send(contentReply(askedPart(CONTENT, request.body)).subarray(0, 300_000));
      begun();
      if (peer.index === 0) await peer.untilEnd();
    };
    const tracker = await site(halves);
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const program = new Program(['client', tracker, 'download', 'a', 'u', 'f'], { cwd });
    await started;
    expect(await program.interrupt()).toEqual({ code: 130, stdout: '', stderr: 'tnv: interrupted' });
    expect(readdirSync(cwd)).toEqual([]);

    const short: Script = async (peer) => {
      const request = await peer.request();
      if (request !== undefined && peer.index === 0) await peer.send(contentReply(CONTENT).subarray(0, 300_000));
    };
    const broken = await run(['client', await site(short), 'download', 'a', 'u', 'f'], { cwd });
    expect(broken).toMatchObject({ code: 1, stdout: '' });
    expect(broken.stderr).toMatch(/^tnv: no storage could do it: /);
    expect(readdirSync(cwd)).toEqual([]);
  });

  // Spec: DESCRIBE-UPLOAD, LIST-NOT-SUPPORTED
  it('stores at a storage that knows no descriptions without a word, and tells why it cannot list', async () => {
    const cwd = await folder();
    writeFileSync(join(cwd, 'clip'), 'a clip');
    const number = { errorNumber: -1, description: 'unknown command' };
    const plain = answering(({ head }) =>
      head.command === Command.upload
        ? successPacket(ReplyCommand.storage, 0)
        : encodeFailure(ReplyCommand.storage, number),
    );
    const tracker = await site(plain);
    expect(await run(['client', tracker, 'upload', 'a', 'u', 'clip', 'f1'], { cwd })).toEqual({
      code: 0,
      stdout: 'clip (6 bytes) is stored, its file id is\nf1',
      stderr: '',
    });
    expect(await run(['client', tracker, 'list', 'a', 'u'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'tnv: LIST is not supported: unknown command (-1); files can be had by their ids',
    });
  });

  // Spec: DESCRIBE-UPLOAD
  it('tells of a description that a storage would not keep, and has stored the file', async () => {
    const cwd = await folder();
    writeFileSync(join(cwd, 'clip'), 'a clip');
    const number = { errorNumber: 503, description: 'no table' };
    const tracker = await site(
      answering(({ head }) =>
        head.command === Command.upload
          ? successPacket(ReplyCommand.storage, 0)
          : encodeFailure(ReplyCommand.storage, number),
      ),
    );
    const ended = await run(['client', tracker, 'upload', 'a', 'u', 'clip', 'f1'], { cwd });
    expect(ended).toMatchObject({ code: 0, stdout: 'clip (6 bytes) is stored, its file id is\nf1' });
    expect(ended.stderr).toMatch(/^tnv: stored, but its name is not kept: .*no table/);
  });

  it('ends an upload, and a wait for a tracker, with Ctrl-C', async () => {
    const cwd = await folder();
    mkdirSync(join(cwd, 'in'));
    writeFileSync(join(cwd, 'in', 'clip'), CONTENT);
    for (const args of [['upload', 'a', 'u', 'in/clip'], ['groups']]) {
      let heard: () => void = () => {};
      const asked = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const silent: Script = async (peer) => {
        await peer.take(10);
        heard();
        await peer.untilEnd();
      };
      const tracker = args[0] === 'groups' ? await serve(silent) : await site(silent);
      const program = new Program(['client', tracker, ...args], { cwd });
      await asked;
      expect(await program.interrupt()).toEqual({ code: 130, stdout: '', stderr: 'tnv: interrupted' });
    }
  });
});
