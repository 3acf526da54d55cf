import { type Address, Conversation, type ConversationContext } from '../../wire/conversation.ts';
import type { Kit } from '../case.ts';
import { CaseFailure, CaseNotApplicable, CaseSkipped, type Finding } from '../failure.ts';
import type { Hook } from '../hook.ts';
import type { Names } from '../names.ts';
import type { Preconditions } from '../preconditions.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';

const CLEANUP_MS = 3000;

/** All that one running case has opened, noted and promised to clean up. */
export class CaseRoom implements ConversationContext {
  readonly findings: Finding[] = [];
  readonly looked = { said: false, ended: false, inVain: false };
  readonly conversations: Conversation[] = [];
  readonly notes: string[] = [];
  /** When the storages that the case plays are taken for dead, by performance.now(). */
  readonly #aliveUntilMs = new Map<object, number>();
  readonly #cleanups: (() => Promise<void> | void)[] = [];
  readonly #aborted = new AbortController();
  deadlineMs: number;
  readonly replyMs: number;

  constructor(bounds: { readonly withinMs: number; readonly replyMs: number }) {
    this.deadlineMs = performance.now() + bounds.withinMs;
    this.replyMs = bounds.replyMs;
  }

  /** Connects; refuses to when the case is over, for what still runs on its behalf then. */
  connect(to: Address, options?: { localAddress?: string }): Promise<Conversation> {
    if (this.over.aborted) return Promise.reject(new CaseFailure({ axis: 'kit', message: 'the case is over' }));
    return Conversation.open(to, this, options);
  }

  later(cleanup: () => Promise<void> | void): void {
    this.#cleanups.push(cleanup);
  }

  /** A storage that the case plays is about to give a sign of life; without another one it may be taken for dead after `ms`. */
  sign(storage: object, ms: number): void {
    this.#aliveUntilMs.set(storage, performance.now() + ms);
  }

  /** A storage that the case plays is silent from now on. */
  silent(storage: object): void {
    this.#aliveUntilMs.delete(storage);
  }

  /** Whether a storage that the case plays may rightly be taken for dead: this machine stood still for too long. */
  get wasLate(): boolean {
    return [...this.#aliveUntilMs.values()].some((untilMs) => performance.now() >= untilMs);
  }

  /** Aborted when the case is over; what runs on its behalf ends then. */
  get over(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Ends everything; bounded, and never fails: what the target does now is no longer judged. */
  async leave(): Promise<void> {
    this.deadlineMs = performance.now() + CLEANUP_MS;
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLEANUP_MS);
    });
    const cleaned = (async () => {
      for (const cleanup of this.#cleanups.reverse()) {
        try {
          await cleanup();
        } catch {
          // The verdict stands; a target that is gone cannot be cleaned.
        }
      }
    })();
    await Promise.race([cleaned, bound]);
    clearTimeout(timer);
    this.#aborted.abort();
    for (const conversation of this.conversations) conversation.destroy();
  }
}

/** What the cases of a run share. */
export interface RunParts {
  readonly target: Target;
  readonly names: Names;
  readonly hook?: Hook;
}

/** What `run` adds to that. */
export interface RunShared extends RunParts {
  readonly preconditions: Preconditions;
}

/** The part of a kit that all cases have. */
export function baseKit(room: CaseRoom, run: RunParts, random: Random): Kit {
  return {
    target: run.target,
    random,
    ...(run.hook && { hook: run.hook }),
    replyMs: room.replyMs,
    user: () => run.names.user(),
    key: () => run.names.key(),
    fileId: () => run.names.fileId(),
    note: (text) => room.notes.push(text),
    skip: (why) => {
      throw new CaseSkipped(why);
    },
    notApplicable: (why) => {
      throw new CaseNotApplicable(why);
    },
    later: (cleanup) => room.later(cleanup),
  };
}
