/** What an operation on a file came to; `unanswered` ones may take effect at any later time, or never. */
export type Outcome =
  | { readonly did: 'upload' | 'delete'; readonly answer: 'ok' | 'unanswered' | number; readonly content: string }
  | { readonly did: 'read'; readonly answer: string | number };

/** One way the world may be: the content, and what unanswered operations may still do. */
interface Possibility {
  /** undefined when the file is not there. */
  readonly content: string | undefined;
  /** Contents of unanswered uploads; undefined for an unanswered delete. */
  readonly pending: readonly (string | undefined)[];
}

/** Unanswered operations that are kept in mind; older ones have had their chance. */
const PENDING_MAX = 6;

/**
 * All the ways one file may be, after what was observed of it by one client at a time. When none is left, the answers
 * contradict each other: the file is not linearizable.
 */
export class FileModel {
  #possible: readonly Possibility[] = [{ content: undefined, pending: [] }];

  /** Takes an outcome in. False when it contradicts what came before. A refusal with 5xx must have had no effect. */
  observe(outcome: Outcome): boolean {
    const { answer } = outcome;
    if (typeof answer === 'number' && answer >= 500) return true;
    const possible = reachable(this.#possible);
    this.#possible = outcome.did === 'read' ? afterRead(possible, outcome.answer) : afterChange(possible, outcome);
    return this.#possible.length > 0;
  }
}

function afterRead(possible: readonly Possibility[], answer: string | number): Possibility[] {
  return possible.filter(({ content }) => content === (answer === 404 ? undefined : answer));
}

function afterChange(possible: readonly Possibility[], outcome: Outcome & { did: 'upload' | 'delete' }): Possibility[] {
  const { did, answer } = outcome;
  const content = did === 'upload' ? outcome.content : undefined;
  const canBeDone = (before: Possibility): boolean => (before.content === undefined) === (did === 'upload');
  if (answer === 'unanswered') {
    return possible.map(({ pending, ...before }) => ({
      ...before,
      pending: [...pending, content].slice(-PENDING_MAX),
    }));
  }
  if (answer === 'ok') return possible.filter(canBeDone).map((before) => ({ ...before, content }));
  return answer === (did === 'upload' ? 409 : 404) ? possible.filter((before) => !canBeDone(before)) : [];
}

/** These, and what may come of them when pending operations take effect. */
function reachable(possible: readonly Possibility[]): Possibility[] {
  const found = new Map<string, Possibility>();
  const visit = (one: Possibility): void => {
    const key = JSON.stringify([one.content ?? null, one.pending.map((content) => content ?? null).sort()]);
    if (found.has(key)) return;
    found.set(key, one);
    one.pending.forEach((content, at) => {
      const canBeDone = (one.content === undefined) === (content !== undefined);
      if (canBeDone) visit({ content, pending: one.pending.filter((_, other) => other !== at) });
    });
  };
  for (const one of possible) visit(one);
  return [...found.values()];
}
