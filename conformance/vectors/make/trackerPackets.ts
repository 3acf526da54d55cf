import { Draft } from './draft.ts';
import { integers } from './integers.ts';
import { claimedLengths, fixedLength, torn } from './lengths.ts';
import { fixedTexts, lastText } from './texts.ts';
import type { VectorFile } from './vector.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: '6640c41807ffea386043bad2c6ee25000197' };

/** JOIN: a storage makes itself known. */
export function join(): VectorFile {
  const request = Draft.request('JOIN', {
    ...{ version: '1.0.0', group: 'group001', hostname: 'storage1', port: 23000 },
    ...{ startTime: '1713972214', joinTime: '1713972215' },
  });
  request.add('plain', 'a storage joins');
  fixedTexts(request, { group: 400, hostname: 400 });
  integers(request, 'port', { zero: [400, 'TRACKER-JOIN'] });
  integers(request, 'startTime');
  integers(request, 'joinTime');
  const body = request.body();
  request.add(
    'four-byte-port',
    'the port as four bytes, as some implementations send it: a body of 173 bytes',
    {},
    {
      ...{ verdict: 'invalid', statements: ['WIRE-JOIN', 'WIRE-BODY-LENGTH'] },
      body: Buffer.concat([body.subarray(0, 153), Buffer.alloc(2), body.subarray(153)]),
    },
  );
  sent(request);
  const reply = Draft.success('JOIN', {}).add('plain', 'the storage is known now');
  fixedLength(reply);
  return { packet: 'JOIN', vectors: [...request.vectors, ...reply.vectors] };
}

/** BEAT: a storage is alive. */
export function beat(): VectorFile {
  const request = Draft.request('BEAT', { group: 'group001', hostname: 'storage1' });
  request.add('plain', 'a storage is alive');
  fixedTexts(request);
  sent(request);
  const reply = Draft.success('BEAT', {}).add('plain', 'the tracker has heard it');
  fixedLength(reply);
  return { packet: 'BEAT', vectors: [...request.vectors, ...reply.vectors] };
}

/** SADDRS: where a user's files are. */
export function saddrs(): VectorFile {
  const request = Draft.request('SADDRS', FILE);
  request
    .add('plain', 'where the files of a user are')
    .add('chinese', 'ids in Chinese', { userid: '张三', fileid: '视频一' });
  fixedTexts(request, { userid: 400 });
  sent(request);
  const addresses = '10.0.0.7:23000;10.0.0.8:23000;10.0.0.9:23000;';
  const reply = Draft.success('SADDRS', { group: 'group001', addresses });
  reply
    .add('plain', 'three storages')
    .add('one', 'one storage', { addresses: '10.0.0.7:23000;' })
    .add(
      'without-last-semicolon',
      'no ; behind the last address',
      { addresses: '10.0.0.7:23000;10.0.0.8:23000' },
      { canonical: false },
    )
    .add('ipv6', 'an IPv6 address stands in brackets', { addresses: '[2001:db8::7]:23000;' })
    .add('port-greatest', 'the greatest port', { addresses: '255.255.255.255:65535;' })
    .add('none', 'no address at all: a NUL', { addresses: '' });
  for (const [words, list] of [
    ['port-missing', '10.0.0.7;'],
    ['port-zero', '10.0.0.7:0;'],
    ['port-too-great', '10.0.0.7:65536;'],
    ['hole', '10.0.0.7:23000;;10.0.0.8:23000;'],
    ['comma', '10.0.0.7:23000,10.0.0.8:23000'],
  ] as const) {
    const body = reply.body({ addresses: list });
    reply.add(
      words,
      `"${list}" is no list of addresses`,
      {},
      { verdict: 'invalid', statements: ['WIRE-SADDRS-REPLY'], body },
    );
  }
  fixedTexts(reply);
  lastText(reply, 'addresses');
  reply
    .add(
      'group-only',
      'the body ends behind the group, without the text',
      {},
      {
        ...{
          verdict: 'invalid',
          statements: ['WIRE-SADDRS-REPLY', 'WIRE-BODY-LENGTH'],
          body: reply.body().subarray(0, 17),
        },
      },
    )
    .add(
      'no-body',
      'a success without a body',
      {},
      {
        ...{ verdict: 'invalid', statements: ['WIRE-SADDRS-REPLY', 'WIRE-BODY-LENGTH'], body: Buffer.alloc(0) },
      },
    );
  claimedLengths(reply);
  return { packet: 'SADDRS', vectors: [...request.vectors, ...reply.vectors] };
}

/** GROUPS: the groups and their storages as text. */
export function groups(): VectorFile {
  const request = Draft.request('GROUPS', {});
  request.add('plain', 'the whole request is its head');
  sent(request);
  const storage = (hostname: string, address: string, status: string): string[] => [
    ...['VERSION: 1.0.0', `HOSTNAME: ${hostname}`, `ADDRESS: ${address}`, 'STARTUP TIME: Wed Apr 24 23:23:34 2024'],
    ...['JOIN TIME: Wed Apr 24 23:23:35 2024', 'BEAT TIME: Wed Apr 24 23:24:05 2024', `STATUS: ${status}`],
  ];
  const group = (name: string, active: number, ...storages: string[][]): string[] => [
    ...[`GROUPNAME: ${name}`, `COUNT OF STORAGES: ${storages.length}`, `COUNT OF ACTIVE STORAGES: ${active}`],
    ...storages.flat(),
  ];
  const text = (...all: string[][]): string => [`COUNT OF GROUPS: ${all.length}`, ...all.flat()].join('\n');
  const reply = Draft.success('GROUPS', {
    text: text(group('group001', 1, storage('storage1', '10.0.0.7:23000', 'ACTIVE'))),
  });
  reply
    .add('plain', 'one group with one storage')
    .add('no-groups', 'nothing has joined', { text: text() })
    .add('two-groups', 'two groups, and every state a storage may have', {
      text: text(
        group(
          'group001',
          1,
          storage('storage1', '10.0.0.7:23000', 'ACTIVE'),
          storage('storage2', '10.0.0.8:23000', 'OFFLINE'),
        ),
        group('group002', 0, storage('存储3', '[2001:db8::9]:23000', 'ONLINE')),
      ),
    })
    .add('empty-text', 'a NUL and nothing before it', { text: '' });
  lastText(reply, 'text');
  reply.add(
    'no-body',
    'a success without a body',
    {},
    {
      ...{ verdict: 'invalid', statements: ['WIRE-GROUPS-REPLY', 'WIRE-BODY-LENGTH'], body: Buffer.alloc(0) },
    },
  );
  claimedLengths(reply);
  return { packet: 'GROUPS', vectors: [...request.vectors, ...reply.vectors] };
}

/** What every request of one length has in common. */
function sent(request: Draft): void {
  request.add(
    'status-odd',
    'a receiver ignores the status of a request',
    {},
    {
      ...{ head: { status: 7 }, canonical: false, statements: ['WIRE-REQUEST-STATUS'] },
    },
  );
  fixedLength(request);
  torn(request);
}
