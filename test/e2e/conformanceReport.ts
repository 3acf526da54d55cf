import { run } from './program.ts';

/** What the conformance kit found, as far as tests look at it. */
export interface KitReport {
  readonly exitCode: number | null;
  readonly cases: readonly { readonly id: string; readonly verdict: string; readonly why?: string }[];
}

/** Runs `tnv conformance` to its end, strictly and without expected failures. */
export async function kitReport(args: readonly string[]): Promise<KitReport> {
  const { code, stdout, stderr } = await run(['conformance', ...args, '--profile', 'strict', '--format', 'json']);
  if (!stdout.startsWith('{')) throw new Error(`the kit ended with ${code}:\n${stdout}\n${stderr}`);
  return { ...(JSON.parse(stdout) as Pick<KitReport, 'cases'>), exitCode: code };
}

/** The cases that did not pass, and why: `id verdict: why`. */
export function notPassed({ cases }: KitReport): string[] {
  return cases.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict, why }) => `${id} ${verdict}: ${why}`);
}
