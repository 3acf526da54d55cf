import type { AnyCase, Need } from './case.ts';
import type { Hook } from './hook.ts';
import type { Target } from './target.ts';

const CHECK_INTERVAL_MAX_MS = 10_000;

/** Why a case cannot be tried with what the user gave, or nothing when it can. */
export function missing(each: AnyCase, given: { readonly target: Target; readonly hook?: Hook }): string | undefined {
  return each.needs?.map((need) => lack(need, each, given)).find((why) => why !== undefined);
}

function lack(need: Need, each: AnyCase, { target, hook }: { target: Target; hook?: Hook }): string | undefined {
  switch (need) {
    case 'two-addresses': {
      const addresses =
        each.part === 'tracker' || each.part === 'id' || each.part === 'storage' ? target[each.part] : [];
      return addresses.length >= 2 ? undefined : `needs --${each.part} twice: two servers that share their database`;
    }
    case 'tracker':
    case 'id':
    case 'storage':
      return target[need].length > 0 ? undefined : `needs --${need}`;
    case 'short-check-interval':
      return target.checkIntervalMs !== undefined && target.checkIntervalMs <= CHECK_INTERVAL_MAX_MS
        ? undefined
        : `needs --check-interval SECONDS, at most ${CHECK_INTERVAL_MAX_MS / 1000}: what the tracker is configured with`;
    default:
      return hook === undefined ? `needs --hook FILE that can ${need.slice('hook:'.length)}` : undefined;
  }
}
