import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, Conversation, formatAddress } from '../wire/conversation.ts';
import { encodeRequest } from '../wire/layout.ts';
import { Patience } from '../wire/patience.ts';
import type { Part } from './case.ts';
import { CaseFailure } from './failure.ts';
import type { Names } from './names.ts';
import type { Target } from './target.ts';

/** How long a target that ends connections is given to come back to itself. */
const AGAIN_MS = 500;

/** What a part is asked, to see whether it answers at all, and where. */
function simpleRequest(
  part: Part,
  { tracker, id, storage, appid }: Target,
  names: Names,
): [Address, Buffer] | undefined {
  const file = { appid, userid: names.user(), fileid: names.fileId() };
  if (part === 'tracker' && tracker[0]) return [tracker[0], encodeRequest('GROUPS')];
  if (part === 'id' && id[0]) return [id[0], encodeRequest('ID_GET', { key: names.key() })];
  if (part === 'storage' && storage[0]) return [storage[0], encodeRequest('FILESIZE', file)];
  return undefined;
}

/**
 * Asks the simplest thing there is after a case has waited in vain: says why nothing more is to be expected of the part,
 * or undefined when it answers, rightly or not.
 */
export async function silence(part: Part, target: Target, names: Names, withinMs: number): Promise<string | undefined> {
  if (part === 'http') return target.http === undefined ? undefined : gatewaySilence(target.http, withinMs);
  const simple = simpleRequest(part, target, names);
  if (simple === undefined) return undefined;
  const first = await unanswered(...simple, withinMs);
  if (first === undefined || !first.ended) return first?.why;
  await sleep(AGAIN_MS);
  return (await unanswered(...simple, withinMs))?.why;
}

/** Why a request is not answered; undefined when something comes that is or is not a reply. */
async function unanswered(
  address: Address,
  bytes: Buffer,
  withinMs: number,
): Promise<{ why: string; ended: boolean } | undefined> {
  const context = {
    deadlineMs: performance.now() + withinMs,
    replyMs: withinMs,
    findings: [],
    looked: { said: false, ended: false, inVain: false },
    conversations: [] as Conversation[],
  };
  try {
    const conversation = await Conversation.open(address, context);
    await conversation.send(bytes);
    await conversation.reply();
    return undefined;
  } catch (error) {
    if (!(error instanceof CaseFailure)) throw error;
    if (!context.looked.inVain) return undefined;
    if (error.axis === 'ended')
      return { why: `${formatAddress(address)} ends connections without a reply`, ended: true };
    return { why: `${formatAddress(address)} gives no whole reply within ${withinMs / 1000} s`, ended: false };
  } finally {
    for (const conversation of context.conversations) conversation.destroy();
  }
}

function gatewaySilence(root: string, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request(`${root}/`, { method: 'HEAD', agent: false });
    const settle = (why?: string): void => {
      stop();
      asked.destroy();
      resolve(why);
    };
    const stop = new Patience(withinMs).count(() => settle(`${root} gives no answer within ${withinMs / 1000} s`));
    asked.on('response', () => settle());
    asked.on('error', () => settle(`${root} ends connections without an answer`));
    asked.end();
  });
}
