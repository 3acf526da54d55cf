import type { SeenRequest } from '../../cluster/seenRequest.ts';
import type { ClientRun } from '../../program/clientRun.ts';
import { expectEqualBytes } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';

/** Throws a CaseFailure unless the client ended with exit code 0. */
export function expectDone(run: ClientRun, what: string, statement = 'CLIENT-EXIT'): void {
  if (run.exitCode === 0) return;
  throw said(run, `${what}, but the client failed`, statement, 'exit code 0');
}

/** Throws a CaseFailure unless the client ended with another exit code than 0. */
export function expectFailed(run: ClientRun, what: string, statement = 'CLIENT-EXIT'): void {
  if (run.exitCode !== 0) return;
  throw said(run, `${what}, but the client reported success`, statement, 'an exit code other than 0');
}

/** Throws a CaseFailure unless a download succeeded with exactly these bytes. */
export function expectDownloaded(run: ClientRun, content: Uint8Array, what: string, statement: string): void {
  expectDone(run, what, statement);
  expectBytes(run, content);
}

/** Throws a CaseFailure when a download reported success without exactly these bytes; it may have failed. */
export function expectRightOrFailed(run: ClientRun, content: Uint8Array): void {
  if (run.exitCode === 0) expectBytes(run, content);
}

function expectBytes(run: ClientRun, content: Uint8Array): void {
  if (run.output === undefined) {
    throw said(run, 'the client reported success and left no file', 'CLIENT-EXIT', 'a file');
  }
  expectEqualBytes(run.output.bytes, content, 'the downloaded file', 'CLIENT-NO-WRONG-BYTES');
}

/** Throws a CaseFailure unless there were as many of these requests as that. */
export function expectCount(requests: readonly SeenRequest[], least: number, most: number, statement: string): void {
  const { length } = requests;
  if (length >= least && length <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  const what = requests[0]?.name ?? 'such';
  throw new CaseFailure({
    axis: 'said',
    statement,
    message: `${length} ${what} requests came, ${wanted} expected`,
    expected: wanted,
    got: String(length),
  });
}

function said(run: ClientRun, message: string, statement: string, expected: string): CaseFailure {
  const got = `exit code ${run.exitCode}\n${run.stdout.slice(-500)}${run.stderr.slice(-1000)}`.trim();
  return new CaseFailure({ axis: 'said', statement, message, expected, got });
}
