import type { Hunt } from './hunt.ts';

/** One line about a hunt: `acknowledged-before-sync   caught with seed 7 (7 seeds, 12.1 s) by UPLOAD-DURABLE`. */
export function formatHunt({ bug, caught, seeds, redWithout, tookMs }: Hunt): string {
  const effort = `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${(tookMs / 1000).toFixed(1)} s`;
  const skipped = redWithout.length === 0 ? '' : `; red without it too: ${redWithout.join(', ')}`;
  const result =
    caught === undefined
      ? `NOT CAUGHT (${effort}${skipped})`
      : `caught with seed ${caught.seed} (${effort}${skipped}) by ${statementsOf(caught.violations).join(', ')}`;
  return `${bug.name.padEnd(32)} ${result}`;
}

/** What `--json` gives of a hunt. */
export function huntJson({ bug, caught, seeds, redWithout, tookMs }: Hunt): object {
  return {
    bug: bug.name,
    what: bug.what,
    violates: bug.statements,
    caught: caught !== undefined,
    seed: caught?.seed,
    seeds,
    tookMs,
    redWithout,
    by: statementsOf(caught?.violations ?? []),
    story: caught?.violations[0]?.story,
  };
}

function statementsOf(violations: readonly { readonly statement: string }[]): string[] {
  return [...new Set(violations.map(({ statement }) => statement))];
}
