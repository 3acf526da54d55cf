import { Command } from 'commander';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import { findingLine } from '../db/printFindings.ts';

/** Exit codes of `tnv doctor`, by the worst that was found. */
const CODES = { ok: 0, warning: 1, problem: 2 } as const;

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

/** `tnv doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('look whether daemons have what they need, and say what to do')
    .description(
      'Looks at configuration files, ports, databases, cache, volume, trackers and id servers, clocks and limits: a line each, with ' +
        'what to do. Changes nothing. Run it as the account of the daemons, with their environment, before a start or beside running ones.',
    )
    .requiredOption('-c, --config <file>', 'configuration file of a daemon; may be given several times', collect)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  tnv doctor -c etc/tracker.cfg -c etc/id.cfg -c etc/storage.cfg -c etc/http.cfg
Exit codes: 0 all is well, 1 warnings, 2 problems (or wrong usage).`,
    )
    .action(async (options: { config: readonly string[]; json?: boolean }) => {
      const { examine } = await import('./doctor.ts');
      const findings = await examine(options.config);
      const worst = worstOf(findings);
      process.stdout.write(options.json === true ? asJson(findings, worst) : asText(findings));
      process.exitCode = CODES[worst];
    });
}

function worstOf(findings: readonly Finding[]): Finding['level'] {
  const has = (level: Finding['level']): boolean => findings.some((finding) => finding.level === level);
  if (has('problem')) return 'problem';
  return has('warning') ? 'warning' : 'ok';
}

function asJson(findings: readonly Finding[], worst: Finding['level']): string {
  const shown = findings.map(({ level, what, text, advice }) => ({ level, what, text, advice }));
  return `${JSON.stringify({ worst, findings: shown }, undefined, 2)}\n`;
}

function asText(findings: readonly Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  const lines = findings.map((finding) => findingLine(finding).replaceAll('\n', ' | '));
  return `${lines.join('\n')}\n${count('ok')} ok, ${count('warning')} warnings, ${count('problem')} problems\n`;
}
