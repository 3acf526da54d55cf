import { describe, expect, it } from 'vitest';
import { encodeBeatRequest } from './beat.ts';
import { encodeDeleteRequest } from './delete.ts';
import { encodeDescribeRequest } from './describe.ts';
import { encodeDownloadRequest } from './download.ts';
import { encodeFailure } from './failure.ts';
import { encodeFilesizeReply, encodeFilesizeRequest } from './filesize.ts';
import { encodeGroupsReply, encodeGroupsRequest } from './groups.ts';
import { encodeIdGetReply, encodeIdGetRequest } from './idGet.ts';
import { encodeJoinRequest } from './join.ts';
import { encodeListReply, encodeListRequest } from './list.ts';
import { successPacket } from './packet.ts';
import { encodeSaddrsReply, encodeSaddrsRequest } from './saddrs.ts';
import { encodeUploadRequest } from './upload.ts';

/** `hex`, padded with zeros to `width` bytes. */
function field(hex: string, width: number): string {
  return hex.padEnd(width * 2, '0');
}

/** The ids tnvideo, tnv001, f1 in their 400 bytes. */
const IDS = field('746e766964656f', 16) + field('746e76303031', 256) + field('6631', 128);
const ADDRESS = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };

// Spec: WIRE-HEAD, WIRE-COMMANDS, WIRE-REQUEST-STATUS, WIRE-IDS, WIRE-JOIN, WIRE-BEAT, WIRE-SADDRS, WIRE-GROUPS,
// WIRE-IDGET, WIRE-UPLOAD, WIRE-FILESIZE, WIRE-DOWNLOAD, WIRE-DELETE, WIRE-LIST, WIRE-DESCRIBE
describe('the bytes of a request', () => {
  it.each([
    [
      'JOIN: 171 bytes, port in 2',
      encodeJoinRequest({
        version: '1.0.0',
        group: 'group001',
        hostname: 's1',
        port: 23000,
        startTime: 1713972214n,
        joinTime: 1713972215n,
      }),
      `00000000000000ab0a00${field('312e302e30', 7)}${field('67726f7570303031', 17)}${field('7331', 129)}59d8` +
        '00000000662923f600000000662923f7',
    ],
    [
      'BEAT: 146 bytes',
      encodeBeatRequest({ group: 'group001', hostname: 's1' }),
      `00000000000000920b00${field('67726f7570303031', 17)}${field('7331', 129)}`,
    ],
    ['SADDRS: 400 bytes', encodeSaddrsRequest(ADDRESS), `00000000000001900c00${IDS}`],
    ['GROUPS: no body', encodeGroupsRequest(), '00000000000000000d00'],
    ['ID_GET: the key and its NUL', encodeIdGetRequest('../data'), '000000000000000828002e2e2f6461746100'],
    [
      'UPLOAD: 408 bytes, the content counted in the head',
      encodeUploadRequest({ ...ADDRESS, size: 5n }),
      `000000000000019d4600${IDS}0000000000000005`,
    ],
    ['FILESIZE: 400 bytes', encodeFilesizeRequest(ADDRESS), `00000000000001904700${IDS}`],
    [
      'DOWNLOAD: 416 bytes',
      encodeDownloadRequest({ ...ADDRESS, offset: 258n, size: -1n }),
      `00000000000001a04800${IDS}0000000000000102ffffffffffffffff`,
    ],
    ['DELETE: 400 bytes', encodeDeleteRequest(ADDRESS), `00000000000001904900${IDS}`],
    [
      'LIST: 402 bytes, the limit in 2',
      encodeListRequest({ appid: 'tnvideo', userid: 'tnv001', after: 'f1', limit: 258 }),
      `00000000000001924a00${IDS}0102`,
    ],
    [
      'DESCRIBE: 784 bytes',
      encodeDescribeRequest({ ...ADDRESS, name: 'a.mp4', type: 'video/mp4' }),
      `00000000000003104b00${IDS}${field('612e6d7034', 256)}${field('766964656f2f6d7034', 128)}`,
    ],
  ])('%s', (_name, packet, hex) => {
    expect(packet.toString('hex')).toBe(hex);
  });
});

// Spec: WIRE-REPLY-COMMANDS, WIRE-REPLY-STATUS, WIRE-FAILURE-STATUS, WIRE-FAILURE, WIRE-SADDRS-REPLY,
// WIRE-GROUPS-REPLY, WIRE-IDGET-REPLY, WIRE-FILESIZE-REPLY, WIRE-LIST-REPLY
describe('the bytes of a reply', () => {
  it.each([
    ['success without a body', successPacket(100, 0), '00000000000000006400'],
    [
      'SADDRS: group, then addresses with a `;` behind each',
      encodeSaddrsReply({ group: 'group001', addresses: ['10.0.0.7:23000', '10.0.0.8:23000'] }),
      `00000000000000306400${field('67726f7570303031', 17)}` +
        '31302e302e302e373a32333030303b31302e302e302e383a32333030303b00',
    ],
    ['GROUPS: the text and its NUL', encodeGroupsReply('COUNT'), '00000000000000066400434f554e5400'],
    ['ID_GET: an int64', encodeIdGetReply(513n), '000000000000000865000000000000000201'],
    ['FILESIZE: an int64', encodeFilesizeReply(7234567321n), '0000000000000008660000000001af36bc99'],
    ['LIST, the last page and no file: a byte', encodeListReply({ more: false, files: [] }), '0000000000000001660000'],
    [
      'LIST: 528 bytes a file',
      encodeListReply({
        more: true,
        files: [{ fileid: 'f1', size: 258n, uploaded: 1713972214n, name: 'a.mp4', type: 'video/mp4' }],
      }),
      `0000000000000211660001${field('6631', 128)}000000000000010200000000662923f6` +
        `${field('612e6d7034', 256)}${field('766964656f2f6d7034', 128)}`,
    ],
    [
      'failure: status -3, number, description with its NUL',
      encodeFailure(102, { errorNumber: 404, description: '[s1] no such file' }),
      '000000000000001466fd01945b73315d206e6f20737563682066696c6500',
    ],
    [
      'failure without a text: the NUL alone',
      encodeFailure(101, { errorNumber: -1, description: '' }),
      '000000000000000365fdffff00',
    ],
  ])('%s', (_name, packet, hex) => {
    expect(packet.toString('hex')).toBe(hex);
  });
});
