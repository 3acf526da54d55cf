/** Which of the two things a target does was wrong: what it said, or how the connection ended. */
export type Axis = 'said' | 'ended' | 'kit';

export interface FailureFacts {
  readonly axis: Axis;
  readonly message: string;
  /** The statement that is broken; by default the first one of the case. */
  readonly statement?: string;
  readonly expected?: Uint8Array | string;
  readonly got?: Uint8Array | string;
  /** Where expected and got begin, when they are a part of something longer. */
  readonly offset?: number;
  /**
   * The case that judges the step which failed, without its part: `join/enters`. When that one failed by the same step,
   * this failure says nothing of its own.
   */
  readonly step?: string;
  /** Dialects that would explain it. */
  readonly dialects?: readonly string[];
}

/** Bytes or characters of what was expected and got that are kept. */
const KEPT = 16 * 1024;

/** The target did not do what a case asks; axis `kit` means that the kit itself could not. */
export class CaseFailure extends Error implements FailureFacts {
  override readonly name = 'CaseFailure';
  readonly axis: Axis;
  readonly statement?: string;
  readonly expected?: Uint8Array | string;
  readonly got?: Uint8Array | string;
  readonly offset?: number;
  readonly step?: string;
  readonly dialects: readonly string[];

  constructor(facts: FailureFacts) {
    super(facts.message);
    this.axis = facts.axis;
    if (facts.statement !== undefined) this.statement = facts.statement;
    if (facts.expected !== undefined) this.expected = kept(facts.expected);
    if (facts.got !== undefined) this.got = kept(facts.got);
    if (facts.offset !== undefined) this.offset = facts.offset;
    if (facts.step !== undefined) this.step = facts.step;
    this.dialects = facts.dialects ?? [];
  }
}

/** As much as a report could show, in memory of its own: a run keeps every failure. */
function kept(what: Uint8Array | string): Uint8Array | string {
  return what.length > KEPT ? what.slice(0, KEPT) : what;
}

/** A case that cannot be tried here and now, with the reason. */
export class CaseSkipped extends Error {
  override readonly name = 'CaseSkipped';
}

/** A case that asks nothing of this target, with the reason. */
export class CaseNotApplicable extends Error {
  override readonly name = 'CaseNotApplicable';
}

/**
 * Something that is against a statement which binds reference implementations only: noted beside the verdict,
 * and a failure in the profile `strict`.
 */
export interface Finding {
  readonly statement: string;
  readonly message: string;
  readonly expected?: string;
  readonly got?: string;
  /** The dialect that is known to do this. */
  readonly dialect?: string;
}
