import { Command } from '../../protocol/command.ts';
import { decodeIdGetRequest, encodeIdGetReply, ID_KEY_WIDTH_MAX } from '../../protocol/idGet.ts';
import { malformed } from '../../protocol/malformed.ts';
import type { SmallCommand } from '../../server/command.ts';
import type { IdBlocks } from '../idBlocks.ts';

/** ID_GET: the next id of a key; answered at once while the block in memory lasts. Spec: ID-KEY, ID-FIRST. */
export function idGetCommand(blocks: IdBlocks): SmallCommand {
  return {
    kind: 'small',
    name: 'ID_GET',
    code: Command.idGet,
    bodySizes: [1, ID_KEY_WIDTH_MAX],
    routine: true,
    answer(body) {
      const key = decodeIdGetRequest(body);
      if (key === '') throw malformed('the id key is empty');
      const id = blocks.next(key);
      return typeof id === 'bigint' ? encodeIdGetReply(id) : id.then(encodeIdGetReply);
    },
  };
}
