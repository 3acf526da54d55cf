import { type Address, Conversation, type ConversationContext, formatAddress } from '../wire/conversation.ts';
import type { Part } from './case.ts';
import { CaseFailure } from './failure.ts';
import type { Target } from './target.ts';

/** Why a part of the target cannot be reached, part by part; those that can be are not in it. */
export async function unreachableParts(target: Target, withinMs: number): Promise<Map<Part, string>> {
  const places: [Part, readonly Address[]][] = [
    ['tracker', target.tracker],
    ['id', target.id],
    ['storage', target.storage],
    ['http', target.http === undefined ? [] : [addressOf(target.http)]],
  ];
  const found = await Promise.all(
    places.map(async ([part, addresses]) => {
      const problems = await Promise.all(addresses.map((address) => problem(address, withinMs)));
      return [part, problems.find((each) => each !== undefined)] as const;
    }),
  );
  return new Map(found.filter((entry): entry is readonly [Part, string] => entry[1] !== undefined));
}

/** Why nobody can connect there, or undefined. */
async function problem(address: Address, withinMs: number): Promise<string | undefined> {
  const context: ConversationContext = {
    deadlineMs: performance.now() + withinMs,
    replyMs: withinMs,
    findings: [],
    looked: { said: false, ended: false },
    conversations: [],
  };
  try {
    (await Conversation.open(address, context)).destroy();
    return undefined;
  } catch (error) {
    if (error instanceof CaseFailure) return error.message.replace(/^cannot connect to /, '');
    return `${formatAddress(address)}: ${(error as Error).message}`;
  }
}

function addressOf(root: string): Address {
  const { hostname, port } = new URL(root);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}
