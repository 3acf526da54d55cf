import { packet, REGISTRY } from '../wire/packets.ts';
import type { Dialect, Observed } from './dialect.ts';

/** The list of addresses without a `;` behind its last one. */
export const noLastSemicolon: Dialect = {
  name: 'no-last-semicolon',
  title: 'leaves out the ; behind the last address',

  recognised: (all) => all.some(spoken),
  explains: (failed) => failed.result.failure?.dialects.includes('no-last-semicolon') || spoken(failed),
};

function spoken({ exchanges, result }: Observed): boolean {
  const { command } = packet('SADDRS');
  if (!result.statements.includes('WIRE-SADDRS-REPLY')) return false;
  return exchanges.some(({ sent, received }) =>
    received.some((reply, at) => {
      const answers = sent[at]?.command === command && reply.command === REGISTRY.replyCommands.tracker;
      return answers && reply.status === 0 && /:\d+\0?$/.test(reply.body.subarray(17).toString('latin1'));
    }),
  );
}
