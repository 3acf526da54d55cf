import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { clientCases } from '../../conformance/cases/client/index.ts';
import { CLIENT_FAULTS, type ClientFault } from '../conformance/broken/clientFaults.ts';
import { judged } from '../conformance/judged.ts';

/** The small client gives a server 5 s, and tries two storages twice. */
const PATIENCE_MS = 45_000;
/** For clients that end by themselves, on a machine that is busy. */
const LONG_PATIENCE_MS = 4 * PATIENCE_MS;
const ENDLESS: readonly ClientFault[] = ['no-timeout', 'never-gives-up'];

/** Exactly the cases that fail for each fault, without `client/`; what only repeats one of them is not among them. */
const CAUGHT: Readonly<Record<ClientFault, readonly string[]>> = {
  none: [],
  'little-endian': ['requests/saddrs'],
  'missing-nul': ['requests/saddrs', 'requests/upload', 'requests/filesize', 'requests/download', 'requests/delete'],
  'garbage-padding': ['requests/padding'],
  'request-status': ['requests/status'],
  'length-off-by-one': ['requests/upload'],
  'cuts-ids': ['ids/too-long'],
  'latin-1': ['ids/multibyte', 'ids/multibyte-full-width'],
  'one-file-id': ['upload/file-id'],
  'wants-semicolon': ['addresses/without-last-semicolon', 'addresses/three-addresses'],
  'no-failover': [
    'failover/dead-tracker',
    'failover/dead-tracker-groups',
    'failover/tracker-hangs',
    'failover/tracker-resets',
    'failover/tracker-503',
    'failover/storage-hangs',
    'failover/storage-closes',
    'failover/storage-resets',
    'failover/storage-500',
    'failover/storage-503-closes',
    'failover/storage-503-in-bytes',
    'failover/dead-storage',
    'upload/unanswered',
    'upload/cut-in-content',
    'upload/unanswered-lost',
    'upload/reply-cut',
    'upload/storage-hangs',
    'upload/storage-503',
    'upload/storage-507',
    'download/cut-in-head',
    'download/refused-503',
    'delete/unanswered',
    'delete/storage-hangs',
    'delete/never-answered',
    'list/passed-over',
  ],
  'nothing-is-final': ['refusals/tracker-403', 'refusals/download-404', 'refusals/upload-409', 'refusals/delete-404'],
  'never-gives-up': [
    'failover/all-hang',
    'failover/repeats-closed',
    'failover/repeats-refused',
    'delete/never-answered',
    'list/goes-in-circles',
  ],
  'no-timeout': ['failover/tracker-hangs', 'failover/storage-hangs', 'failover/all-hang', 'upload/storage-hangs'],
  'failure-is-success': [
    'failover/storage-500',
    'failover/storage-503-closes',
    'failover/storage-503-in-bytes',
    'failover/repeats-refused',
    'refusals/tracker-403',
    'refusals/download-404',
    'refusals/upload-409',
    'refusals/delete-404',
    'refusals/without-description',
    'refusals/minus-one',
    'refusals/closes',
    'refusals/unterminated',
    'refusals/status-1',
    'refusals/status-minus-128',
    'refusals/success-body',
    'refusals/download-status-1',
    'refusals/download-status-minus-3',
    'upload/early-refusal',
    'upload/refusal-while-read',
    'upload/unanswered-other-size',
    'upload/unanswered-other-bytes',
    'upload/storage-503',
    'upload/storage-507',
    'download/refused-503',
    'list/not-supported',
    'list/passed-over',
  ],
  'exists-is-success': ['refusals/upload-409', 'upload/unanswered-other-size', 'upload/unanswered-other-bytes'],
  'same-size-is-same': ['upload/unanswered-other-bytes'],
  'no-resend': [
    'upload/unanswered',
    'upload/cut-in-content',
    'upload/unanswered-lost',
    'upload/reply-cut',
    'upload/storage-hangs',
  ],
  'early-success': ['upload/early-success'],
  'deaf-while-sending': ['upload/early-refusal'],
  'no-resume': [
    'download/cut',
    'download/reset',
    'download/cut-behind-head',
    'download/resumes-at-offset',
    'download/resumes-range',
  ],
  'resumes-from-zero': ['download/cut', 'download/reset', 'download/resumes-range', 'download/other-rest'],
  'ignores-body-length': [
    'upload/success-with-body',
    'download/other-rest',
    'download/short-body',
    'download/long-body',
    'download/empty-body',
    'download/trailing-bytes',
  ],
  'partial-file': ['download/no-partial-file'],
  'size-32-bits': ['filesize/int64'],
  'any-reply-command': ['download/reply-of-tracker'],
  pipelines: ['refusals/upload-409', 'pipelining/upload', 'pipelining/download', 'pipelining/delete'],
  'description-must-be-kept': ['upload/description-refused'],
  'lists-one-page': ['list/honest', 'list/goes-in-circles'],
  'unknown-is-empty': ['list/not-supported', 'list/passed-over'],
  'lists-in-circles': ['list/goes-in-circles'],
};

const BROKEN = join(import.meta.dirname, '../conformance/broken');

/** The small client as plain JavaScript, which starts faster than TypeScript. */
function plainClient(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tnv-broken-'));
  for (const name of readdirSync(BROKEN).filter((each) => each.startsWith('client'))) {
    const text = stripTypeScriptTypes(readFileSync(join(BROKEN, name), 'utf8'));
    writeFileSync(join(folder, name.replace('.ts', '.mjs')), text.replaceAll(".ts'", ".mjs'"));
  }
  return folder;
}

/** Every case is tried on these; on the others too with TNV_TEST_ALL=1, which takes minutes. */
const TRIED_WHOLE: readonly ClientFault[] = ['none', 'partial-file'];

/** The cases to try on a client: all, or those of the topics in which its fault shows. */
function casesFor(fault: ClientFault): typeof clientCases {
  if (TRIED_WHOLE.includes(fault) || process.env.TNV_TEST_ALL === '1') return clientCases;
  const topics = new Set(CAUGHT[fault].map((id) => id.split('/')[0]));
  return clientCases.filter(({ id }) => topics.has(id.split('/')[1]));
}

// The clients mostly wait; more at once, and a busy machine makes an honest server slower than their patience.
vi.setConfig({ maxConcurrency: 4 });

describe.concurrent('a client that is wrong in one way', () => {
  const folder = plainClient();
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(CLIENT_FAULTS)('is caught by exactly the cases for it: %s', async (fault) => {
    const line = `'${process.execPath}' '${join(folder, 'client.mjs')}' ${fault} {taddrs} upload {appid} {userid} {file}`;
    const listing = `'${process.execPath}' '${join(folder, 'client.mjs')}' ${fault} {taddrs} list {appid} {userid}`;
    const patienceMs = ENDLESS.includes(fault) ? PATIENCE_MS : LONG_PATIENCE_MS;
    const report = await judged(casesFor(fault), { client: [line, listing], patienceMs });
    const failed = report.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    const why = failed.map((each) => `${each.id}: ${each.why}`).join('\n');
    expect(
      failed.map(({ id }) => id.replace('client/', '')),
      why,
    ).toEqual(CAUGHT[fault]);
  });
});
