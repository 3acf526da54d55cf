import { packetBytes } from './bytes.ts';
import { Draft } from './draft.ts';
import { integers } from './integers.ts';
import { claimedLengths, fixedLength, torn } from './lengths.ts';
import { fixedTexts } from './texts.ts';
import type { VectorFile } from './vector.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: '6640c41807ffea386043bad2c6ee25000197' };
const IDS_REFUSED = { userid: 400, fileid: 400 };
const PREFIX_SIZE = 408;
const INT64_MAX = 2n ** 63n - 1n;

/** UPLOAD: the only request that carries content. */
export function upload(): VectorFile {
  const content = Buffer.from('not a video\n').toString('hex');
  const request = Draft.request('UPLOAD', { ...FILE, size: '12', content });
  const lies = ['WIRE-UPLOAD', 'WIRE-BODY-LENGTH'];
  const whole = request.body();
  const prefix = whole.subarray(0, PREFIX_SIZE);
  const claimed = (size: bigint): Buffer => {
    const body = Buffer.from(prefix);
    body.writeBigInt64BE(size, PREFIX_SIZE - 8);
    return body;
  };
  request
    .add('plain', 'twelve bytes of content')
    .add(
      'empty-file',
      'a file of no bytes',
      { size: '0', content: '' },
      { statements: ['WIRE-UPLOAD', 'UPLOAD-EMPTY'] },
    )
    .add('one-byte', 'a file of one byte, a NUL', { size: '1', content: '00' })
    .add('binary', 'content is bytes, not text', { size: '4', content: '00ff0a0d' })
    .add('chinese', 'ids in Chinese', { userid: '张三', fileid: '视频一' });
  fixedTexts(request, IDS_REFUSED);
  request
    .add(
      'size-less',
      'the size is one less than the content that the head counts',
      {},
      {
        ...{ verdict: 'invalid', statements: lies, body: Buffer.concat([claimed(11n), whole.subarray(PREFIX_SIZE)]) },
      },
    )
    .add(
      'size-more',
      'the size is one more than the content that the head counts',
      {},
      {
        ...{ verdict: 'invalid', statements: lies, body: Buffer.concat([claimed(13n), whole.subarray(PREFIX_SIZE)]) },
      },
    )
    .add('size-negative', 'a size of -1', {}, { verdict: 'invalid', statements: lies, body: claimed(-1n) })
    .add('size-least', 'a size of -2^63', {}, { verdict: 'invalid', statements: lies, body: claimed(-INT64_MAX - 1n) })
    .add(
      'size-overflow',
      'a size of 2^63-1, which with the ids before it is more than a head can count',
      {},
      {
        ...{ verdict: 'invalid', statements: lies, body: claimed(INT64_MAX), head: { bodyLength: INT64_MAX } },
      },
    )
    .add(
      'one-byte-short',
      'the body ends one byte before the content can begin',
      {},
      {
        ...{ verdict: 'invalid', statements: lies, body: whole.subarray(0, PREFIX_SIZE - 1) },
      },
    )
    .add('no-body', 'no body at all', {}, { verdict: 'invalid', statements: lies, body: Buffer.alloc(0) })
    .add(
      'status-odd',
      'a receiver ignores the status of a request',
      {},
      {
        ...{ head: { status: 7 }, canonical: false, statements: ['WIRE-REQUEST-STATUS'] },
      },
    )
    .unencodable(
      'size-does-not-fit',
      'a size that a body length cannot count',
      { size: '9223372036854775400', content: '' },
      lies,
    )
    .unencodable('size-below-zero', 'a size of -1', { size: '-1', content: '' }, lies);
  claimedLengths(request);
  const greatest = INT64_MAX - BigInt(PREFIX_SIZE);
  request.incomplete(
    'size-greatest',
    'the largest upload that a head can count, its content still to come',
    packetBytes(claimed(greatest), { command: request.layout.command, bodyLength: INT64_MAX }),
  );
  torn(request);
  const reply = Draft.success('UPLOAD', {}).add('plain', 'the file is stored');
  fixedLength(reply);
  return { packet: 'UPLOAD', vectors: [...request.vectors, ...reply.vectors] };
}

/** FILESIZE: how many bytes a file has. */
export function filesize(): VectorFile {
  const request = Draft.request('FILESIZE', FILE);
  ofFile(request);
  const reply = Draft.success('FILESIZE', { size: '1048577' }).add('plain', 'a size');
  integers(reply, 'size');
  fixedLength(reply);
  return { packet: 'FILESIZE', vectors: [...request.vectors, ...reply.vectors] };
}

/** DOWNLOAD: a file or a part of it. */
export function download(): VectorFile {
  const request = Draft.request('DOWNLOAD', { ...FILE, offset: '0', size: '0' });
  const outside = [416, 'DOWNLOAD-RANGE'] as const;
  request.add('part', 'a mebibyte from the middle', { offset: '1048576', size: '1048576' }).add(
    'overflow',
    'offset and size together are more than an int64 holds',
    { offset: String(INT64_MAX), size: '1' },
    {
      ...{ refusal: 416, statements: ['WIRE-DOWNLOAD', 'DOWNLOAD-RANGE'] },
    },
  );
  integers(request, 'offset', { 'minus-one': outside, least: outside });
  integers(request, 'size', { 'minus-one': outside, least: outside });
  ofFile(request);
  const reply = Draft.success('DOWNLOAD', { content: Buffer.from('not a video\n').toString('hex') });
  reply
    .add('plain', 'twelve bytes')
    .add('empty', 'no bytes: an empty file, or an offset at the end', { content: '' })
    .add('binary', 'content is bytes, not text', { content: '00ff0a0d' })
    .incomplete(
      'greatest',
      'the head of the largest content there can be',
      packetBytes(Buffer.alloc(0), { command: reply.layout.command, bodyLength: INT64_MAX }),
    )
    .add(
      'length-negative',
      'the head claims a body of -1 bytes',
      {},
      {
        ...{ verdict: 'invalid', statements: ['WIRE-BODY-LENGTH', 'ERR-MALFORMED'], head: { bodyLength: -1n } },
      },
    );
  torn(reply);
  return { packet: 'DOWNLOAD', vectors: [...request.vectors, ...reply.vectors] };
}

/** DELETE: a file is removed. */
export function remove(): VectorFile {
  const request = Draft.request('DELETE', FILE);
  ofFile(request);
  const reply = Draft.success('DELETE', {}).add('plain', 'the file is gone');
  fixedLength(reply);
  return { packet: 'DELETE', vectors: [...request.vectors, ...reply.vectors] };
}

/** What the requests about one file have in common. */
function ofFile(request: Draft): void {
  request
    .add('plain', 'a file')
    .add('chinese', 'ids in Chinese', { userid: '张三', fileid: '视频一' })
    .add(
      'status-odd',
      'a receiver ignores the status of a request',
      {},
      {
        ...{ head: { status: 7 }, canonical: false, statements: ['WIRE-REQUEST-STATUS'] },
      },
    );
  fixedTexts(request, IDS_REFUSED);
  fixedLength(request);
  torn(request);
}
