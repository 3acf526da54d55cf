/** What one call makes of a file, which is absent (0) or has one of the contents 1, 2, …. */
export type Effect =
  /** Makes an absent file have this content; a file that has it already may stay so. */
  | { readonly kind: 'store'; readonly content: number }
  /** Takes a file away. With `again`, one that is absent may stay so: an earlier request of the call did it. */
  | { readonly kind: 'remove'; readonly again: boolean }
  /** Changes nothing, and can be seen only while the file is in one of these states. */
  | { readonly kind: 'see'; readonly states: readonly number[] };

/** One call on one file, between two moments in which it took effect. */
export interface Call {
  readonly effect: Effect;
  readonly startMs: number;
  /** Infinity when it may take effect at any later time. */
  readonly endMs: number;
  /** Whether it need not have taken effect at all. */
  readonly optional: boolean;
}

/** Whether it does not matter which of the two takes effect. */
export function isSameEffect(one: Effect, other: Effect): boolean {
  if (one.kind === 'store') return other.kind === 'store' && one.content === other.content;
  return one.kind === 'remove' && other.kind === 'remove' && one.again === other.again;
}
