import { growReport, type Report } from '../../conformance/report/tree.ts';
import type { AnyCase } from '../../conformance/runner/case.ts';
import type { Hook } from '../../conformance/runner/hook.ts';
import { Names } from '../../conformance/runner/names.ts';
import { PROFILES, type ProfileName } from '../../conformance/runner/profile.ts';
import { run } from '../../conformance/runner/run.ts';
import type { Target } from '../../conformance/runner/target.ts';

/** The report on a target, with short patience and, unless one is given, without a hook. */
export async function judged(
  cases: readonly AnyCase[],
  target: Partial<Target>,
  options: {
    readonly profile?: ProfileName;
    readonly expected?: readonly string[];
    readonly replyMs?: number;
    readonly jobs?: number;
    readonly hook?: Hook;
  } = {},
): Promise<Report> {
  const whole: Target = {
    tracker: [],
    id: [],
    storage: [],
    appid: 'tnvideo',
    group: 'group001',
    userid: 'tnv001',
    ...target,
  };
  const seed = 1;
  const replyMs = options.replyMs ?? 300;
  const { jobs = 4, hook } = options;
  const parts = { target: whole, names: new Names(Date.now()), ...(hook && { hook }) };
  const results = await run(cases, { ...parts, seed, replyMs, jobs });
  return growReport(results, {
    version: '0.0.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    seed,
    targets: [],
    profile: PROFILES[options.profile ?? 'strict'],
    expected: new Set(options.expected ?? []),
  });
}
