import { idKey, PORTS } from '../names.ts';
import { askIds } from './askIds.ts';
import type { Performer } from './operationContext.ts';

const TIMEOUT_MS = 10_000;

/** Asks every id server at once for ids of one key; see `askIds`. */
export const ids: Performer<'ids'> = ({ host, site }, { key, count }) => {
  const servers = site.ofKind('id').map((server) => ({ host: server.host.ip, port: PORTS.id }));
  return askIds(host, servers, { key: idKey(site.plan.topology, key), count, timeoutMs: TIMEOUT_MS });
};
