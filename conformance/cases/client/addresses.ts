import { saying } from '../../cluster/behaviours.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { canListen } from '../../cluster/listener.ts';
import type { AnyCase } from '../../runner/case.ts';
import { encodeReply } from '../../wire/layout.ts';
import { expectDone, expectFailed } from './judge.ts';
import { stageCase } from './stageCase.ts';

/** What trackers answer to SADDRS, and how. */
export const addressCases: readonly AnyCase[] = [
  understood('without-last-semicolon', 'a list without the last `;`', 'WIRE-SADDRS-REPLY', (cluster) =>
    encodeReply('SADDRS', { group: cluster.group, addresses: listOf(cluster).slice(0, -1) }),
  ),
  understood('three-addresses', 'three addresses', 'SADDRS-ACTIVE', (cluster) =>
    encodeReply('SADDRS', {
      group: cluster.group,
      addresses: listOf(cluster).repeat(3).split(';').slice(0, 3).join(';'),
    }),
  ),
  understood('behind-the-nul', 'bytes behind the NUL of the group', 'WIRE-TEXT', (cluster) =>
    encodeReply('SADDRS', { group: cluster.group.slice(0, 15), addresses: listOf(cluster) }, { pad: 0x41 }),
  ),
  understood('longest-group', 'a group of 16 bytes', 'WIRE-TEXT', (cluster) =>
    encodeReply('SADDRS', { group: 'a-group-of-16-by', addresses: listOf(cluster) }),
  ),
  stageCase({
    id: 'client/addresses/ipv6',
    title: 'goes to a storage with an IPv6 address in brackets',
    statements: ['WIRE-SADDRS-REPLY'],
    works: ['filesize'],
    async run(stage) {
      if (!(await canListen('::1'))) stage.kit.skip('this machine has no IPv6 loopback address');
      await stage.cluster.addStorage('::1');
      stage.stored(100);
      stage.cluster.addresses = stage.cluster.storages.slice(-1).map(({ address }) => address);
      expectDone(await stage.run('filesize'), 'the storage has an IPv6 address', 'WIRE-SADDRS-REPLY');
    },
  }),
  refused('unterminated', 'a list of addresses that does not end with a NUL', 'WIRE-SADDRS-REPLY', (cluster) =>
    encodeReply('SADDRS', { group: cluster.group, addresses: Buffer.from(listOf(cluster)) }),
  ),
  refused('unterminated-group', 'a group without a NUL', 'WIRE-TEXT', (cluster) =>
    encodeReply('SADDRS', { group: Buffer.alloc(17, 'g'), addresses: listOf(cluster) }),
  ),
  refused('nonsense', 'addresses that are none', 'WIRE-SADDRS-REPLY', () =>
    encodeReply('SADDRS', { group: 'group001', addresses: 'somewhere;127.0.0.1:99999;' }),
  ),
  refused('short-body', 'a body too short for a group', 'WIRE-BODY-LENGTH', () =>
    encodeReply('SADDRS', {}, { body: Buffer.alloc(9) }),
  ),
];

function listOf(cluster: Cluster): string {
  return cluster.storages.map(({ address }) => `${address};`).join('');
}

type Answer = (cluster: Cluster) => Buffer;

function understood(what: string, shape: string, statement: string, answer: Answer): AnyCase {
  return stageCase({
    id: `client/addresses/${what}`,
    title: `understands ${shape}`,
    statements: [statement],
    works: ['filesize'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.always('SADDRS', saying(answer(stage.cluster)));
      expectDone(await stage.run('filesize'), `the tracker answered with ${shape}`, statement);
    },
  });
}

function refused(what: string, shape: string, statement: string, answer: Answer): AnyCase {
  return stageCase({
    id: `client/addresses/${what}`,
    title: `fails at ${shape}`,
    statements: [statement, 'CLIENT-EXIT'],
    works: ['filesize'],
    async run(stage) {
      stage.stored(100);
      stage.cluster.always('SADDRS', saying(answer(stage.cluster)));
      expectFailed(await stage.run('filesize'), `every tracker answered with ${shape}`, statement);
    },
  });
}
