import type { Finding, Level } from '../../store/mysql/schema/finding.ts';

const MARKS: Readonly<Record<Level, string>> = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' };

/** One finding as a line: how it is, where, what, and what to do. */
export function findingLine({ level, what, text, advice }: Finding): string {
  return `${MARKS[level]}  ${what}: ${text}${advice === undefined ? '' : ` -> ${advice}`}`;
}

/** Prints findings, a line each. */
export function printFindings(findings: readonly Finding[]): void {
  for (const finding of findings) process.stdout.write(`${findingLine(finding)}\n`);
}
