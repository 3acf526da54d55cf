import { Draft } from './draft.ts';
import { integers } from './integers.ts';
import { claimedLengths, fixedLength, torn } from './lengths.ts';
import { lastText } from './texts.ts';
import type { VectorFile } from './vector.ts';

const KEY_MAX = 64;

/** ID_GET: the only request whose length its sender chooses. */
export function idGet(): VectorFile {
  const request = Draft.request('ID_GET', { key: '../data' });
  const usual = request.body();
  const lengths = ['WIRE-IDGET', 'WIRE-BODY-LENGTH'];
  request
    .add('plain', 'the key and its NUL')
    .add('key-one-byte', 'a key of one byte', { key: 'k' })
    .add('key-full', 'the longest key: 64 bytes and the NUL', { key: 'k'.repeat(KEY_MAX) })
    .add('key-multibyte', 'a key of 64 bytes, most of them in characters of three', { key: `${'视'.repeat(21)}x` })
    .add('key-empty', 'an empty key: a NUL', { key: '' }, { refusal: 400, statements: ['WIRE-IDGET', 'ID-KEY'] })
    .add(
      'key-padded-full',
      'a key padded to all of the 65 bytes',
      {},
      {
        ...{ statements: lengths, canonical: false, body: Buffer.concat([usual], KEY_MAX + 1) },
      },
    );
  lastText(request, 'key');
  request
    .add(
      'key-too-long',
      'a key of 65 bytes and its NUL',
      {},
      {
        ...{ statements: lengths, verdict: 'invalid', body: request.body({ key: 'k'.repeat(KEY_MAX + 1) }) },
      },
    )
    .add(
      'key-65-unterminated',
      '65 bytes, none of them a NUL',
      {},
      {
        ...{ statements: ['WIRE-IDGET', 'WIRE-TEXT'], verdict: 'invalid', body: Buffer.alloc(KEY_MAX + 1, 'k') },
      },
    )
    .add('no-body', 'no body at all', {}, { statements: lengths, verdict: 'invalid', body: Buffer.alloc(0) })
    .add(
      'status-odd',
      'a receiver ignores the status of a request',
      {},
      {
        ...{ head: { status: -1 }, canonical: false, statements: ['WIRE-REQUEST-STATUS'] },
      },
    )
    .unencodable('key-does-not-fit', 'a key of 65 bytes', { key: 'k'.repeat(KEY_MAX + 1) }, lengths)
    .unencodable(
      'key-character-across',
      'the last character of the key lies across the 64th byte',
      { key: `${'k'.repeat(63)}视` },
      lengths,
    )
    .unencodable('key-with-nul', 'a key that holds a NUL', { key: 'a\0b' }, ['WIRE-IDGET', 'WIRE-TEXT']);
  claimedLengths(request);
  torn(request);

  const reply = Draft.success('ID_GET', { id: '57' }).add('plain', 'an id');
  integers(reply, 'id');
  fixedLength(reply);
  return { packet: 'ID_GET', vectors: [...request.vectors, ...reply.vectors] };
}
