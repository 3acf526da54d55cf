import { RELEASES } from '../fresh/debian.ts';
import { PARTS } from '../parts/index.ts';
import { TESTS } from '../tests/index.ts';

/** Bugs of the simulator's catalogue that one test of the laboratory is enough for, and which test. */
export const BUGS_SHOWN: readonly { readonly bug: string; readonly only: string }[] = [
  { bug: 'acknowledged-before-row', only: 'kill-storage' },
  { bug: 'delete-leaves-row', only: 'read-across' },
  { bug: 'ids-not-persisted', only: 'read-across' },
  { bug: 'cache-outage-is-an-error', only: 'kill-redis' },
];

/** What `lab --help` prints. */
export function helpText(): string {
  const parts = PARTS.map(({ name, about, hosts }) => `  ${name.padEnd(14)}${about} (${hosts} hosts)`);
  const bugs = BUGS_SHOWN.map(({ bug, only }) => `                  --bug ${bug} --only ${only}`);
  const tests = TESTS.map(({ name, about }) => `  ${name.padEnd(18)}${about}`);
  return `Usage: npm run lab -- up [part…] [--hosts N]
       npm run lab -- test [--only NAME,…] [--seed N] [--table FILE] [--bug NAME]
       npm run lab -- shell HOST [command…]
       npm run lab -- page
       npm run lab -- fresh [--debian RELEASE] [--mirror URL]
       npm run lab -- down

A laboratory: hosts on this machine, each with processes, files and a network of its own, at a switch of their own.
Nothing of them is seen outside. It needs root, and on Debian installs the packages that are missing.

Commands:
  up            bring up these parts, each on hosts of its own, or empty hosts when none is named; Ctrl-C ends it
  test          bring a site of two groups up on six hosts, have disasters happen to it while clients work, and judge what
                clients saw against what databases and volumes hold; then print how long clients were kept waiting
  shell         run a command, or a shell, on a host of the laboratory that is up
  page          run the commands of etc/SINGLE-HOST.md and etc/FROM-ONE-TO-SIX.md on six hosts, one after the other
  fresh         run every command of etc/SINGLE-HOST.md on a fresh Debian with a systemd of its own, packages included; then kill
                each daemon, reboot, and get lost data back from a copy
  down          end the laboratories that are up, and remove what any left behind

Parts:
${parts.join('\n')}

Tests:
${tests.join('\n')}

Options of test:
  --only NAME   this test and none but those named; more with commas, or by the option again
  --seed N      what is drawn: moments, victims, files; drawn from the clock unless given, and printed
  --table FILE  where the page with the table of waiting times goes, as Markdown: spec/failover.md
  --bug NAME    plant a bug into the daemons, to see that it is found (./bin/tnv sim bugs --list tells what there is); these show
                themselves in one short run, which then ends with 1 and names the statement:
${bugs.join('\n')}

Options of fresh:
  --debian NAME the release, ${RELEASES.join(' or ')}; ${RELEASES[0]} unless given
  --mirror URL  where its packages come from; http://deb.debian.org/debian unless given

Options of up:
  --hosts N     how many hosts, when no part is named; 3 unless given

Exit codes: 0 done, 1 something failed, 2 wrong options or it cannot run here, 130 interrupted.
`;
}
