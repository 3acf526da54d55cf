import { Draft } from './draft.ts';
import { integers } from './integers.ts';
import { claimedLengths, fixedLength, torn } from './lengths.ts';
import { fixedTexts } from './texts.ts';
import type { FieldValue, VectorFile } from './vector.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: '6640c41807ffea386043bad2c6ee25000197' };
const NEWER = {
  ...{ fileid: '6640c41807ffea386043bad2c6ee25000197', size: '1048577', uploaded: '1715520536' },
  ...{ name: '海边.mp4', type: 'video/mp4' },
};
const OLDER = {
  ...{ fileid: '5f9e3fa7085e5aa25387c8cf7b5f29000117', size: '0', uploaded: '0', name: '', type: '' },
};
const ENTRY_SIZE = 528;
const NAME_AT = 1 + 144;
const NAME_SIZE = 256;

/** LIST: a page of a user's files. */
export function list(): VectorFile {
  const request = Draft.request('LIST', { appid: 'tnvideo', userid: 'tnv001', after: NEWER.fileid, limit: 100 });
  request
    .add('plain', 'the hundred files behind one')
    .add('first-page', 'the first page, as long as the storage likes', { after: '', limit: 0 })
    .add('chinese', 'a user and a place in Chinese', { userid: '张三', after: '视频一' })
    .add(
      'status-odd',
      'a receiver ignores the status of a request',
      {},
      { head: { status: 7 }, canonical: false, statements: ['WIRE-REQUEST-STATUS'] },
    );
  fixedTexts(request, { userid: 400 });
  integers(request, 'limit');
  fixedLength(request);
  torn(request);
  return { packet: 'LIST', vectors: [...request.vectors, ...listReply().vectors] };
}

function listReply(): Draft {
  const reply = Draft.success('LIST', { more: 1, files: [NEWER, OLDER] });
  const page = (...files: Readonly<Record<string, FieldValue>>[]) => ({ more: 0, files });
  const body = reply.body(page(NEWER));
  const named = (bytes: Buffer): Buffer => {
    const changed = Buffer.from(body).fill(0, NAME_AT, NAME_AT + NAME_SIZE);
    bytes.copy(changed, NAME_AT);
    return changed;
  };
  const statements = ['WIRE-LIST-REPLY', 'WIRE-TEXT'];
  const lengths = ['WIRE-LIST-REPLY', 'WIRE-BODY-LENGTH'];
  const invalid = { verdict: 'invalid' } as const;
  reply
    .add('plain', 'two files, one of them without a name, and more to come')
    .add('last-page', 'a file, and none behind it', page(NEWER))
    .add('no-files', 'no files at all: one byte', page())
    .add('name-full', 'a name fills its width: 255 bytes and the NUL', page({ ...NEWER, name: 'm'.repeat(255) }))
    .add('fileid-full', 'a file id fills its width', page({ ...NEWER, fileid: 'f'.repeat(127) }))
    .add('type-full', 'a media type fills its width', page({ ...NEWER, type: 't'.repeat(127) }))
    .add('size-beyond-double', 'a size of 2^53 + 1', page({ ...NEWER, size: '9007199254740993' }))
    .add('uploaded-before-1970', 'a time before 1970', page({ ...NEWER, uploaded: '-1' }))
    .add('name-garbage-behind', 'what follows the NUL of a name is ignored', page({ ...NEWER, name: 'abc' }), {
      statements,
      canonical: false,
      body: named(Buffer.concat([Buffer.from('abc\0'), Buffer.alloc(252, 0xf5)])),
    })
    .add(
      'name-unterminated',
      'a name has no NUL within its 256 bytes',
      {},
      {
        ...{ ...invalid, statements, body: named(Buffer.alloc(NAME_SIZE, 'u')) },
      },
    )
    .add(
      'name-not-utf8',
      'a name holds a byte that no UTF-8 text has',
      {},
      {
        ...{ ...invalid, statements, body: named(Buffer.from([0x61, 0xff, 0x62])) },
      },
    )
    .add(
      'more-two',
      'more is neither 0 nor 1',
      {},
      {
        ...{ ...invalid, statements: ['WIRE-LIST-REPLY'], body: Buffer.concat([Buffer.from([2]), body.subarray(1)]) },
      },
    )
    .add(
      'more-without-files',
      'more to come, but no file behind which to ask',
      {},
      {
        ...{ ...invalid, statements: ['WIRE-LIST-REPLY', 'LIST-PAGE'], body: Buffer.from([1]) },
      },
    )
    .add(
      'file-one-byte-short',
      'the last file lacks a byte, and the head says so',
      {},
      {
        ...{ ...invalid, statements: lengths, body: body.subarray(0, ENTRY_SIZE) },
      },
    )
    .add(
      'one-byte-long',
      'a byte too many behind the last file',
      {},
      {
        ...{ ...invalid, statements: lengths, body: Buffer.concat([body, Buffer.alloc(1)]) },
      },
    )
    .add('no-body', 'a success without a body', {}, { ...invalid, statements: lengths, body: Buffer.alloc(0) })
    .unencodable('name-too-long', 'a name has 256 bytes', page({ ...NEWER, name: 'm'.repeat(256) }), statements)
    .unencodable('name-with-nul', 'a name holds a NUL', page({ ...NEWER, name: 'a\0b' }), statements);
  claimedLengths(reply);
  torn(reply);
  return reply;
}

/** DESCRIBE: what a file is called and what it is. */
export function describe(): VectorFile {
  const request = Draft.request('DESCRIBE', { ...FILE, name: '海边.mp4', type: 'video/mp4' });
  request
    .add('plain', 'a name and a media type')
    .add('nothing', 'neither name nor type: what was said before is taken away', { name: '', type: '' })
    .add(
      'status-odd',
      'a receiver ignores the status of a request',
      {},
      { head: { status: 7 }, canonical: false, statements: ['WIRE-REQUEST-STATUS'] },
    );
  fixedTexts(request, { userid: 400, fileid: 400 });
  fixedLength(request);
  torn(request);
  const reply = Draft.success('DESCRIBE', {}).add('plain', 'the description is kept');
  fixedLength(reply);
  return { packet: 'DESCRIBE', vectors: [...request.vectors, ...reply.vectors] };
}
