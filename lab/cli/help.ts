import { PARTS } from '../parts/index.ts';

/** What `lab --help` prints. */
export function helpText(): string {
  const parts = PARTS.map(({ name, about, hosts }) => `  ${name.padEnd(14)}${about} (${hosts} hosts)`);
  return `Usage: npm run lab -- up [part…] [--hosts N]
       npm run lab -- shell HOST [command…]
       npm run lab -- down

A laboratory: hosts on this machine, each with processes, files and a network of its own, at a switch of their own.
Nothing of them is seen outside. It needs root, and on Debian installs the packages that are missing.

Commands:
  up            bring up these parts, each on hosts of its own, or empty hosts when none is named; Ctrl-C ends it
  shell         run a command, or a shell, on a host of the laboratory that is up
  down          end the laboratories that are up, and remove what any left behind

Parts:
${parts.length === 0 ? '  none' : parts.join('\n')}

Options of up:
  --hosts N     how many hosts, when no part is named; 3 unless given

Exit codes: 0 done, 1 something failed, 2 wrong options or it cannot run here, 130 interrupted.
`;
}
