import type { Part } from '../../../conformance/runner/case.ts';
import type { Flaw } from './flaw.ts';

/** What all cases of a part say of a server with one flaw; ids are without their part. */
export interface ExpectedVerdicts {
  readonly part: Part;
  readonly flaw: Flaw;
  /** The failing cases that name the broken statement. */
  readonly caughtBy: readonly string[];
  /** The other failing cases, each with the reason why it cannot but fail. */
  readonly consequences?: Readonly<Record<string, string>>;
  /** Those that fail only when the bytes come at certain moments, with the reason. */
  readonly sometimes?: Readonly<Record<string, string>>;
}

const LOST = 'what was acknowledged before it came is lost with the connection that brings it';
const READS = 'it looks at bytes that it reads, and one is missing';

/** Servers with one well-known flaw each, and all that fails for it. */
export const EXPECTED_VERDICTS: readonly ExpectedVerdicts[] = [
  {
    part: 'id',
    flaw: 'writes integers the wrong way round',
    caughtBy: ['connections/negative-length', 'connections/huge-length', 'keys/too-long', 'keys/no-body'],
  },
  { part: 'id', flaw: 'ends failures without a NUL', caughtBy: ['connections/failure'] },
  {
    part: 'id',
    flaw: 'forgets ids',
    caughtBy: ['killed', 'killed-while-asked', 'restarted-in-order', 'another-goes-on'].map(
      (name) => `restarts/${name}`,
    ),
  },
  {
    part: 'id',
    flaw: 'answers pipelined requests in the wrong order',
    caughtBy: ['connections/pipelined'],
    sometimes: { 'connections/torn-anywhere': 'pieces that come together are as good as pipelined requests' },
  },
  { part: 'id', flaw: 'counts one byte too few in every reply', caughtBy: ['connections/failure', 'unique/first'] },
  { part: 'id', flaw: 'never answers', caughtBy: ['connections/pipelined'] },
  { part: 'id', flaw: 'closes after every success', caughtBy: ['connections/many-on-one'] },
  { part: 'tracker', flaw: 'closes after every success', caughtBy: ['connections/many-on-one'] },
  { part: 'id', flaw: 'sends the reply command of another server', caughtBy: ['connections/failure'] },
  { part: 'id', flaw: 'is left out of step by a refusal', caughtBy: ['connections/unknown-command'] },
  { part: 'id', flaw: 'minds the status of a request', caughtBy: ['connections/request-status'] },
  { part: 'id', flaw: 'compares keys without case', caughtBy: ['keys/by-bytes'] },
  { part: 'id', flaw: 'takes texts without a NUL', caughtBy: ['keys/65-bytes-without-nul', 'keys/short-without-nul'] },
  {
    part: 'storage',
    flaw: 'answers before the content has come',
    caughtBy: ['upload/answered-when-complete', 'cut-upload/unseen-while-under-way'],
    sometimes: {
      'crash/uploads-stay': LOST,
      'crash/restarted-in-order': LOST,
      'crash/another-goes-on': LOST,
      'crash/behind-the-last-byte': LOST,
    },
  },
  {
    part: 'storage',
    flaw: 'minds no owner',
    caughtBy: [
      ...['owners/filesize', 'owners/download', 'owners/delete', 'owners/same-answer', 'names/like-sql'],
      'describe/absent',
    ],
    consequences: { 'names/letter-case': 'the other letter case is one of another user' },
  },
  {
    part: 'storage',
    flaw: 'gives one byte too few',
    caughtBy: [
      'upload/small-sizes',
      'download/parts',
      'download/to-the-end',
      'download/large-parts',
      'download/random-parts',
      'download/slow-reader',
      'group/resumed-on-another',
      'concurrent/delete-while-downloading',
    ],
    consequences: { 'download/pipelined': READS },
  },
  {
    part: 'storage',
    flaw: 'refuses every upload',
    caughtBy: ['upload/one-byte'],
    consequences: {
      'cut-upload/without-waiting': 'a refusal may say that the cut one came whole; but it is not there',
      'crash/behind-the-last-byte': 'a refusal may say that the cut one came whole; but it is not there',
    },
  },
  {
    part: 'storage',
    flaw: 'replaces the old bytes',
    caughtBy: [
      ...['refused', 'same-bytes', 'empty', 'large', 'large-read-late', 'pipelined', 'on-another-storage'].map(
        (name) => `duplicates/${name}`,
      ),
      ...['one-id-small', 'one-id-large', 'one-id-over-storages'].map((name) => `concurrent/${name}`),
    ],
  },
  {
    part: 'storage',
    flaw: 'keeps what came of a cut upload',
    caughtBy: [
      ...['before-the-content', 'before-the-last-byte', 'large'].map((name) => `cut-upload/${name}`),
      'crash/during-an-upload',
    ],
    sometimes: {
      'cut-upload/without-waiting': 'the cut comes behind the last byte or before it',
      'cut-upload/others-go-on': 'the rest of the cut upload comes before the whole one or behind it',
      'crash/behind-the-last-byte': 'the kill comes behind the last byte or before it',
    },
  },
  {
    part: 'storage',
    flaw: 'acknowledges before it is durable',
    caughtBy: ['crash/uploads-stay', 'crash/restarted-in-order', 'crash/another-goes-on', 'crash/behind-the-last-byte'],
  },
  {
    part: 'storage',
    flaw: 'counts in 32 bits',
    caughtBy: ['smallest-offset', 'smallest-size', 'beyond-32-bits', 'size-beyond-32-bits'].map(
      (name) => `ranges/${name}`,
    ),
  },
  {
    part: 'tracker',
    flaw: 'never goes OFFLINE',
    caughtBy: ['active-goes-offline', 'online-goes-offline', 'offline-beats-again', 'offline-is-not-named'].map(
      (name) => `states/${name}`,
    ),
  },
  {
    part: 'tracker',
    flaw: 'adds an entry for every JOIN',
    caughtBy: ['saddrs/only-active'],
    consequences: {
      'join/again': 'TRACKER-IDENTITY says which entries are one, TRACKER-GROUPS that each is there once',
      'join/again-on-one-connection': 'the same on one connection',
    },
  },
  { part: 'tracker', flaw: 'writes ISO times', caughtBy: ['groups/grammar', 'groups/times'] },
  { part: 'tracker', flaw: 'leaves out the last semicolon', caughtBy: ['saddrs/reply'] },
  { part: 'tracker', flaw: 'forgets routes', caughtBy: ['restarts/route-stays'] },
  {
    part: 'tracker',
    flaw: 'drops a storage with its connection',
    caughtBy: [],
    consequences: { 'beat/after-the-connection-of-its-join': 'TRACKER-GROUPS: it is not listed any more' },
  },
  { part: 'http', flaw: 'has one ETag for all', caughtBy: ['validators/same'] },
  { part: 'http', flaw: 'attaches nothing', caughtBy: ['content/download'] },
];
