import type { Finding } from '../../store/mysql/schema/finding.ts';
import { type ConfiguredDaemon, configProblem, readConfigFile } from '../configFiles.ts';
import { checkCaches } from './cacheChecks.ts';
import { checkDatabases } from './databaseChecks.ts';
import { checkMachine } from './machineChecks.ts';
import { checkPeers } from './peerChecks.ts';
import { checkPorts } from './portChecks.ts';
import { checkVolumes } from './volumeChecks.ts';

/** Looks at everything that the daemons of these files need; changes nothing. Spec: OPS-DOCTOR. */
export async function examine(files: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  const daemons: ConfiguredDaemon[] = [];
  for (const file of files) {
    try {
      const own = await readConfigFile(file);
      daemons.push(...own);
      for (const { kind, settings } of own) findings.push(...remarks(file, kind, settings.warnings));
    } catch (error) {
      findings.push({ level: 'problem', what: file, text: configProblem(file, error), advice: 'correct it' });
    }
  }
  findings.push(...checkMachine(daemons));
  for (const check of [checkPorts, checkDatabases, checkCaches, checkVolumes, checkPeers]) {
    findings.push(...(await check(daemons)));
  }
  return findings;
}

function remarks(file: string, kind: string, warnings: readonly string[]): Finding[] {
  if (warnings.length === 0) return [{ level: 'ok', what: file, text: `a configuration of a daemon of kind ${kind}` }];
  return warnings.map((text) => ({ level: 'warning', what: file, text, advice: `see tnv ${kind} --print-keys` }));
}
