import { CaseFailure, CaseSkipped } from './failure.ts';

/** So often must the same step fail, with no success between, before it is not tried any more. */
const TIMES = 3;
const LARGE_BYTES = 64 * 1024;

/** The step that an upload is: a server that fails with large files may do well with small ones. */
export function uploadOf(content: Uint8Array): string {
  return content.byteLength > LARGE_BYTES ? 'an upload of a large file' : 'an upload';
}

/**
 * Steps that cases need before they can ask their own question. A case whose step fails is skipped, and one that fails again
 * and again is not tried for every case.
 */
export class Preconditions {
  readonly #failures = new Map<string, { times: number; why: string }>();

  /** Takes a step, "an upload"; throws a CaseSkipped, which points to the cases that judge it, when it fails. */
  async need<T>(step: string, take: () => Promise<T>, judgedBy: string): Promise<T> {
    const before = this.#failures.get(step);
    if (before !== undefined && before.times >= TIMES) throw new CaseSkipped(before.why);
    try {
      const taken = await take();
      this.#failures.delete(step);
      return taken;
    } catch (error) {
      if (!(error instanceof CaseFailure)) throw error;
      const why = `blocked: ${step} fails (${error.message}); see ${judgedBy}`;
      this.#failures.set(step, { times: (this.#failures.get(step)?.times ?? 0) + 1, why });
      throw new CaseSkipped(why);
    }
  }
}
