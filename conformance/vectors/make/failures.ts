import { REPLY_COMMANDS } from './bytes.ts';
import { Draft } from './draft.ts';
import { integers } from './integers.ts';
import { claimedLengths, torn } from './lengths.ts';
import { lastText } from './texts.ts';
import type { Vector, VectorFile } from './vector.ts';

const DESCRIPTION_MAX = 1023;

/** Failures, of each of the three kinds of servers. */
export function failures(): VectorFile {
  const of = (server: keyof typeof REPLY_COMMANDS, errorNumber: number, description: string): Draft =>
    Draft.failure(`FAILURE/${server}`, REPLY_COMMANDS[server], { errorNumber, description });
  const storage = of('storage', 404, '[storage1] no such file');
  const statements = ['WIRE-FAILURE'];
  const status = (value: number) =>
    ({ head: { status: value }, canonical: false, statements: ['WIRE-REPLY-STATUS'] }) as const;
  storage
    .add('plain', 'a storage does not have the file')
    .add('description-empty', 'a number and an empty description', { description: '' })
    .add(
      'number-only',
      'a number without a description: a body of two bytes',
      { description: '' },
      {
        ...{ statements, canonical: false, body: storage.body().subarray(0, 2) },
      },
    )
    .add('description-full', 'the longest description: 1023 bytes and the NUL', {
      description: 'd'.repeat(DESCRIPTION_MAX),
    })
    .add('description-multibyte', 'a description of 1023 bytes in characters of three', {
      description: '错'.repeat(341),
    })
    .add('status-minus-one', 'any status but 0 is a failure: -1', {}, status(-1))
    .add('status-one', 'any status but 0 is a failure: 1', {}, status(1))
    .add('status-least', 'any status but 0 is a failure: -128', {}, status(-128));
  integers(storage, 'errorNumber');
  lastText(storage, 'description');
  storage
    .add(
      'description-too-long',
      'a description of 1024 bytes and the NUL',
      {},
      {
        ...{ verdict: 'invalid', statements, body: storage.body({ description: 'd'.repeat(DESCRIPTION_MAX + 1) }) },
      },
    )
    .add('half-a-number', 'a body of one byte', {}, { verdict: 'invalid', statements, body: Buffer.alloc(1) })
    .add('no-body', 'a failure without a body', {}, { verdict: 'invalid', statements, body: Buffer.alloc(0) });
  claimedLengths(storage);
  torn(storage);
  const tracker = of('tracker', 403, '[tracker1] this tracker does not serve the application "other"').add(
    'plain',
    'a tracker does not know the application',
  );
  const id = of('id', 503, '[ids1] the database cannot be reached').add(
    'plain',
    'an id server cannot reach its database',
  );
  return { packet: 'FAILURE', vectors: [tracker, id, storage].flatMap(({ vectors }): readonly Vector[] => vectors) };
}
