import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aclStorage } from '../../test/conformance/aclStorage.ts';
import { judged } from '../../test/conformance/judged.ts';
import { scriptedTarget } from '../../test/conformance/scriptedTarget.ts';
import { storageCase } from '../runner/case.ts';
import { expectEnded, expectEqualBytes, expectRefusal, expectSuccess } from '../runner/expect.ts';
import type { Address } from '../wire/conversation.ts';
import { encodeRequest } from '../wire/layout.ts';
import { FORMATS, formatted } from './formats.ts';
import type { Report } from './tree.ts';

const missing = { appid: 'tnvideo', userid: 'nobody', fileid: 'none' };

const CASES = [
  storageCase({
    id: 'storage/try/passes',
    title: 'gives back what was uploaded',
    statements: ['WIRE-DOWNLOAD'],
    async run(kit) {
      const user = kit.user();
      const ids = kit.ids(user, await kit.upload(user, Buffer.from('hello')));
      expectEqualBytes(
        expectSuccess(await kit.ask('DOWNLOAD', ids), 'DOWNLOAD').content as Buffer,
        Buffer.from('hello'),
        'it',
      );
    },
  }),
  storageCase({
    id: 'storage/try/differs',
    title: 'is <asked> & "for" bytes it cannot have',
    statements: ['READ-RIGHT-OR-ABSENT'],
    async run() {
      expectEqualBytes(Buffer.from('hello\0you'), Buffer.from('hellO\0yo'), 'the content');
    },
  }),
  storageCase({
    id: 'storage/try/number',
    title: 'refuses an unknown file with 404',
    statements: ['READ-OWNER'],
    async run(kit) {
      expectRefusal(await kit.ask('FILESIZE', missing), { server: 'storage', numbers: [404] });
    },
  }),
  storageCase({
    id: 'storage/try/keeps',
    title: 'keeps the connection after a refusal',
    statements: ['CONN-REFUSAL-KEEPS'],
    async run(kit) {
      const conversation = await kit.connect();
      await conversation.send(encodeRequest('FILESIZE', missing));
      expectRefusal(await conversation.reply(), { server: 'storage' });
      await expectEnded(conversation, ['open'], { withinMs: 200 });
    },
  }),
  storageCase({
    id: 'storage/try/skips',
    title: 'is not asked',
    statements: ['WIRE-DELETE'],
    needs: ['hook:kill'],
    run: () => Promise.reject(new Error('must not run')),
  }),
  storageCase({
    id: 'storage/try/breaks',
    title: 'sees the kit break',
    statements: ['WIRE-DELETE'],
    run: () => Promise.reject(new TypeError('a fault of the kit')),
  }),
];

let address: Address;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ address, close } = await scriptedTarget(aclStorage()));
});
afterAll(() => close());

const judge = (options: Parameters<typeof judged>[2]) => judged(CASES, { storage: [address] }, options);
const outcomes = (report: Report) =>
  Object.fromEntries(report.cases.map(({ id, outcome }) => [id.split('/')[2], outcome]));

describe('a report', () => {
  it('counts everything in the strict profile, and names the dialects', async () => {
    const report = await judge({});
    expect(outcomes(report)).toEqual({
      passes: 'ok',
      differs: 'failed',
      number: 'failed',
      keeps: 'failed',
      skips: 'not judged',
      breaks: 'error',
    });
    expect(report.dialects).toEqual([
      {
        name: 'close-after-error',
        title: 'closes the connection after every error',
        explains: ['storage/try/keeps'],
      },
      {
        name: 'error-minus-one',
        title: 'gives the error number -1 for every error',
        explains: ['storage/try/number'],
      },
    ]);
  });

  it('tolerates dialects in the profile acl-cpp, and nothing else', async () => {
    expect(outcomes(await judge({ profile: 'acl-cpp' }))).toMatchObject({
      differs: 'failed',
      number: 'ok',
      keeps: 'tolerated',
    });
  });

  it('tells an expected failure, and fails an unexpected pass', async () => {
    const report = await judge({ expected: ['storage/try/differs', 'storage/try/passes'] });
    expect(outcomes(report)).toMatchObject({ differs: 'expected failure', passes: 'unexpected pass' });
  });

  it('says of each result what was wrong: what was said, or how it ended', async () => {
    const { cases } = await judge({});
    const axes = Object.fromEntries(cases.map(({ id, said, ended }) => [id.split('/')[2], [said, ended]]));
    expect(axes).toMatchObject({
      differs: ['wrong', 'not looked at'],
      keeps: ['ok', 'wrong'],
      passes: ['ok', 'not looked at'],
    });
  });

  it('is a table that marks the bytes which differ, folds what a dialect explains, and shows no colours unasked', async () => {
    const text = formatted(await judge({}), 'table');
    expect(text).toContain('68  65  6c  6c [4f] 00  79  6f');
    expect(text).toContain('[75]');
    expect(text).toContain('The target closes the connection after every error: explains 1 deviation (dialect');
    expect(text).not.toContain('✗ storage/try/keeps');
    expect(text).not.toContain('\u001b');
    expect(formatted(await judge({}), 'table', { coloured: true })).toContain('\u001b[31m');
  });

  it('is JSON that follows its schema', async () => {
    const schema = JSON.parse(readFileSync(new URL('report.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    const report = JSON.parse(formatted(await judge({}), 'json'));
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    const differs = report.cases.find(({ id }: { id: string }) => id === 'storage/try/differs');
    expect(differs.comparison).toEqual({ expected: 'hex:68656c6c4f00796f', got: 'hex:68656c6c6f00796f75', offset: 0 });
  });

  it('is TAP with a point for each case', async () => {
    const lines = formatted(await judge({ profile: 'acl-cpp' }), 'tap').split('\n');
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..6']);
    const points = lines.filter((line) => /^(not )?ok /.test(line));
    expect(points.map((line) => /^(?:not )?ok \d/.exec(line)?.[0])).toEqual([
      'ok 1',
      'not ok 2',
      'ok 3',
      'not ok 4',
      'ok 5',
      'not ok 6',
    ]);
    expect(points[3]).toMatch(/# TODO tolerated$/);
    expect(points[4]).toMatch(/# SKIP needs --hook FILE that can kill$/);
  });

  it('is JUnit XML in which nothing is left to escape', async () => {
    const xml = formatted(await judge({}), 'junit');
    expect(xml).toContain('<testsuite name="storage" tests="6" failures="3" errors="1" skipped="1"');
    expect(xml).toContain('is &lt;asked&gt; &amp; &quot;for&quot; bytes');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });

  it('is a page that asks nobody for anything', async () => {
    const page = formatted(await judge({}), 'html');
    expect(page).toContain('<mark>4f</mark>');
    expect(page).toContain('id="storage/try/differs"');
    expect(page).not.toMatch(/<script|https?:\/\/|src=|@import|url\(/);
  });

  it('has all its formats for a run without a case', async () => {
    const report = await judged([], {});
    for (const format of FORMATS) expect(formatted(report, format).length).toBeGreaterThan(10);
  });
});
