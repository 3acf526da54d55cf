import type { ServerKit } from '../runner/case.ts';
import type { Fields } from '../wire/layout.ts';
import type { PacketName, ServerName } from '../wire/packets.ts';

/** A harmless request that a server of this kind answers, be it with a refusal. */
export function nextRequest(kit: ServerKit, server: ServerName): { name: PacketName; fields?: Fields } {
  switch (server) {
    case 'tracker':
      return { name: 'GROUPS' };
    case 'id':
      return { name: 'ID_GET', fields: { key: kit.key() } };
    case 'storage':
      return { name: 'FILESIZE', fields: { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() } };
  }
}
