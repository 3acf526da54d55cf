import type { AnyCase, ServerKit } from '../../runner/case.ts';
import { limits } from './limits.ts';
import { order } from './order.ts';
import type { Server } from './question.ts';
import { refusals } from './refusals.ts';

/** What holds for connections to every kind of server. */
export function connections<K extends ServerKit>(server: Server<K>): AnyCase[] {
  return [...order(server), ...refusals(server), ...limits(server)];
}
