import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../test/http/memorySource.ts';
import { ContentTypes } from './contentType.ts';
import { recognize } from './recognize.ts';

const CLIP = readFileSync(new URL('../../fixtures/sample.mp4', import.meta.url));

// Spec: HTTP-TYPE
describe('recognize', () => {
  it('knows a video by its start', async () => {
    expect(await recognize(CLIP.subarray(0, 4100))).toEqual({ mime: 'video/mp4', extension: '.mp4' });
    expect(await recognize(CLIP.subarray(0, 100))).toEqual({ mime: 'video/mp4', extension: '.mp4' });
  });

  it.each([
    ['GIF89a', 'image/gif'],
    ['WEBVTT\n\n00:00.000 --> 00:01.000\nhello', 'text/vtt'],
    ['fLaC\0\0\0\0', 'audio/flac'],
  ])('names %j %s', async (text, mime) => {
    expect((await recognize(Buffer.from(text))).mime).toBe(mime);
  });

  it.each([
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['an XML page', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['a vector drawing', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ['a document', '%PDF-1.7\n'],
    ['a Flash film', 'CWS\x09aaaaaaaa'],
    ['a script', '#!/bin/sh\n'],
    ['a program', '\x7fELF\x02\x01\x01'],
    ['a calendar', 'BEGIN:VCALENDAR\n'],
    ['one byte', 'a'],
  ])('does not name %s', async (_what, text) => {
    expect(await recognize(Buffer.from(text, 'latin1'))).toEqual({ mime: 'application/octet-stream', extension: '' });
  });

  it('unpacks nothing', async () => {
    const packed = gzipSync(Buffer.from('x'.repeat(10_000)));
    const behindTag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0'), packed]);
    for (const bytes of [packed, behindTag, Buffer.from('PK\x03\x04\x14\0\0\0\x08\0')]) {
      expect((await recognize(bytes)).mime).toBe('application/octet-stream');
    }
  });

  it('takes any bytes, and never names what a browser would run', async () => {
    const starts = [
      '',
      'ID3',
      '\x1aE\xdf\xa3',
      'RIFF\0\0\0\0',
      '\0\0\0\x18ftyp',
      '<?xml ',
      'OggS',
      'II*\0',
      '\xff\xfb',
      'FLV\x01',
    ];
    const bytes = fc
      .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }))
      .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest]));
    await fc.assert(
      fc.asyncProperty(bytes, async (prefix) => {
        expect((await recognize(prefix)).mime).not.toMatch(/html|xml|svg|script|pdf|flash/i);
      }),
    );
  });
});

describe('ContentTypes', () => {
  const address = (fileid: string) => ({ appid: 'tnvideo', userid: 'tnv001', fileid });
  const options = { signal: new AbortController().signal };

  it("asks for a file's start once, and only for that", async () => {
    const source = new MemorySource();
    source.files.set('a', CLIP);
    const types = new ContentTypes(source);
    for (let i = 0; i < 3; i++) expect((await types.of(address('a'), CLIP.length, options)).mime).toBe('video/mp4');
    expect(source.asked).toEqual(['download a 0+4100']);
  });

  it('looks again when the size is another', async () => {
    const source = new MemorySource();
    source.files.set('a', CLIP);
    const types = new ContentTypes(source);
    await types.of(address('a'), CLIP.length, options);
    source.files.set('a', Buffer.from('GIF89a'));
    expect((await types.of(address('a'), 6, options)).mime).toBe('image/gif');
  });

  it('remembers so many files, and forgets the one asked for longest ago', async () => {
    const source = new MemorySource();
    for (const id of ['a', 'b', 'c']) source.files.set(id, Buffer.from('GIF89a'));
    const types = new ContentTypes(source, 2);
    for (const id of ['a', 'b', 'a', 'c', 'a']) await types.of(address(id), 6, options);
    expect(source.asked).toEqual(['download a 0+6', 'download b 0+6', 'download c 0+6']);
    await types.of(address('b'), 6, options);
    expect(source.asked).toHaveLength(4);
  });

  it('remembers nothing of a file that could not be read', async () => {
    const source = new MemorySource();
    source.refusal = new Error('down');
    const types = new ContentTypes(source);
    await expect(types.of(address('a'), 6, options)).rejects.toThrow('down');
    source.refusal = undefined;
    source.files.set('a', Buffer.from('GIF89a'));
    expect((await types.of(address('a'), 6, options)).mime).toBe('image/gif');
  });
});
