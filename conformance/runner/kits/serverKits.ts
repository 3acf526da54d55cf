import { setTimeout as sleep } from 'node:timers/promises';
import type { Address, Reply } from '../../wire/conversation.ts';
import { encodeRequest } from '../../wire/layout.ts';
import type { IdKit, Kit, PlayedStorage, ServerKit, StorageKit, TrackerKit } from '../case.ts';
import { expectSuccess } from '../expect.ts';
import { CaseFailure } from '../failure.ts';
import type { Names } from '../names.ts';
import { type Preconditions, uploadOf } from '../preconditions.ts';
import type { CaseRoom } from './caseRoom.ts';

const BACK_MS = 20_000;
const TRY_AGAIN_MS = 50;

async function back(room: CaseRoom, to: Address, withinMs: number): Promise<void> {
  const untilMs = Math.min(performance.now() + withinMs, room.deadlineMs);
  for (;;) {
    try {
      (await room.connect(to)).close();
      return;
    } catch (error) {
      if (!(error instanceof CaseFailure) || performance.now() + TRY_AGAIN_MS > untilMs) throw error;
      await sleep(TRY_AGAIN_MS);
    }
  }
}

/** For any server of the binary protocol. */
export function serverKit(room: CaseRoom, base: Kit, address: Address): ServerKit {
  return {
    ...base,
    address,
    connect: (to = address, options) => room.connect(to, options),
    back: (to = address, options = {}) => back(room, to, options.withinMs ?? BACK_MS),
    ask: async (name, fields, options = {}) => {
      const conversation = await room.connect(options.to ?? address);
      await conversation.send(encodeRequest(name, fields, options));
      const reply = await conversation.reply(options.withinMs === undefined ? {} : { withinMs: options.withinMs });
      conversation.close();
      return reply;
    },
  };
}

export function trackerKit(room: CaseRoom, base: Kit, address: Address, names: Names): TrackerKit {
  const kit = serverKit(room, base, address);
  return {
    ...kit,
    group: () => names.group(),
    hostname: () => names.hostname(),
    port: () => names.port(),
    joinAs: async (storage = {}) => {
      const seconds = Math.floor(Date.now() / 1000);
      const played: PlayedStorage = {
        version: '1.0.0',
        group: names.group(),
        hostname: names.hostname(),
        port: names.port(),
        startTime: seconds - 60,
        joinTime: seconds,
        ...storage,
      };
      const conversation = await room.connect(address);
      const sign = () => room.sign(conversation, base.target.checkIntervalMs ?? Number.POSITIVE_INFINITY);
      sign();
      await conversation.send(encodeRequest('JOIN', { ...played }));
      expectSuccess(await conversation.reply(), 'JOIN');
      const beat = async (): Promise<Reply> => {
        sign();
        await conversation.send(encodeRequest('BEAT', { group: played.group, hostname: played.hostname }));
        return conversation.reply();
      };
      const stop = () => {
        room.silent(conversation);
        conversation.close();
      };
      return { ...played, conversation, beat, stop };
    },
  };
}

export function idKit(room: CaseRoom, base: Kit, address: Address): IdKit {
  const kit = serverKit(room, base, address);
  return {
    ...kit,
    id: async (key, to = address) => expectSuccess(await kit.ask('ID_GET', { key }, { to }), 'ID_GET').id as bigint,
  };
}

export function storageKit(room: CaseRoom, base: Kit, address: Address, preconditions: Preconditions): StorageKit {
  const kit = serverKit(room, base, address);
  const ids = (userid: string, fileid: string) => ({ appid: base.target.appid, userid, fileid });
  return {
    ...kit,
    ids,
    upload: async (user, content, fileId = base.fileId()) => {
      const upload = async () => {
        base.later(async () => {
          await kit.ask('DELETE', ids(user, fileId), { withinMs: 1000 });
        });
        expectSuccess(await kit.ask('UPLOAD', ids(user, fileId), { content }), 'UPLOAD');
        return fileId;
      };
      return preconditions.need(uploadOf(content), upload, 'storage/upload');
    },
  };
}
