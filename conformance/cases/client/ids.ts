import type { FileIds } from '../../cluster/library.ts';
import { textOf } from '../../cluster/seenRequest.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqual } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import { expectDone, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

/** Ids of all lengths. */
export const idCases: readonly AnyCase[] = [
  fits('multibyte', 'of characters of several bytes', { userid: 'über-张三-Ж', fileid: 'файл-视频-é' }),
  fits('full-width', 'that fill their fields', {
    appid: 'application-15b',
    userid: 'u'.repeat(255),
    fileid: 'f'.repeat(127),
  }),
  fits('multibyte-full-width', 'of characters of several bytes that fill their fields', {
    userid: '张'.repeat(85),
    fileid: `${'Ж'.repeat(63)}x`,
  }),
  stageCase({
    id: 'client/ids/too-long',
    title: 'refuses ids that do not fit, and cuts none',
    statements: ['CLIENT-IDS', 'WIRE-TEXT', 'CLIENT-EXIT'],
    works: ['filesize'],
    async run(stage) {
      const tooLong = [{ appid: 'a'.repeat(16) }, { userid: 'u'.repeat(256) }, { fileid: 'f'.repeat(128) }];
      for (const ids of tooLong) {
        const [[field, value] = ['', '']] = Object.entries(ids);
        for (const cut of [value, value.slice(0, -1)])
          stage.cluster.library.add({ ...stage.file, [field]: cut }, stage.content(5));
        expectFailed(await stage.run('filesize', ids), `the ${field} had ${value.length} bytes`, 'CLIENT-IDS');
        const sent = stage.cluster.requests.at(-1);
        if (sent === undefined) continue;
        const message = `a ${field} of ${value.length} bytes was sent as one of ${textOf(sent, field).length}`;
        throw new CaseFailure({ axis: 'said', statement: 'CLIENT-IDS', message, got: sent.raw });
      }
    },
  }),
];

function fits(what: string, shape: string, ids: Partial<FileIds>): AnyCase {
  return stageCase({
    id: `client/ids/${what}`,
    title: `takes ids ${shape}`,
    statements: ['WIRE-TEXT', 'WIRE-IDS'],
    works: ['filesize'],
    async run(stage) {
      const file = { ...stage.file, ...ids };
      stage.cluster.library.add(file, stage.content(100));
      const run = await stage.run('filesize', file);
      const sent = stage.cluster.requestsOf('FILESIZE').at(0);
      for (const field of ['appid', 'userid', 'fileid'] as const) {
        if (sent !== undefined)
          expectEqual(textOf(sent, field), file[field], `the ${field} that was sent`, 'WIRE-TEXT');
      }
      expectDone(run, 'a file with these ids was there', 'WIRE-TEXT');
    },
  });
}
