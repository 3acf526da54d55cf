import { Client } from '../../client/client.ts';
import { CLIENT_DEFAULTS } from '../../client/clientConfig.ts';
import type { Host } from '../../host/host.ts';
import { createLog } from '../../host/node/log.ts';
import { createNodeHost } from '../../host/node/nodeHost.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { stopSignal } from '../stopSignal.ts';
import type { Site } from './clientSubcommand.ts';
import { failureOf } from './failure.ts';
import { printable } from './printable.ts';
import { writeOut } from './standardOutput.ts';

/** What a command works with. */
export interface Session {
  readonly host: Host;
  readonly client: Client;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a command has to say when it is done. */
export interface Outcome {
  /** For people; undefined when standard output carries content. */
  readonly text: string | undefined;
  /** For scripts: one object. */
  readonly json: object;
}

/** How every command is told to speak. */
export interface OutputOptions {
  /** One JSON object instead of text. */
  readonly json?: boolean;
}

/**
 * Runs one command with a client of `trackers` and prints its outcome. Ctrl-C ends it. Rejects with a `CommandFailed`
 * that says what went wrong (Spec: CLIENT-EXIT); with `json` that is printed too, as `{"error": {"number", "message"}}`.
 */
export async function runCommand(
  { trackers, timeoutMs }: ReturnType<Site>,
  options: OutputOptions,
  command: (session: Session) => Promise<Outcome>,
): Promise<void> {
  const host = createNodeHost({ log: createLog({ level: 'silent' }) });
  const connectTimeoutMs = Math.min(CLIENT_DEFAULTS.connectTimeoutMs, timeoutMs);
  const client = new Client(host, { ...CLIENT_DEFAULTS, connectTimeoutMs, requestTimeoutMs: timeoutMs, trackers });
  const control = new AbortController();
  const { signal } = control;
  void stopSignal().then(() => control.abort(new CommandFailed(ExitCode.interrupted, 'interrupted')));
  try {
    const { text, json } = await command({ host, client, signal });
    if (options.json) await writeOut(`${JSON.stringify(json)}\n`);
    else if (text !== undefined) await writeOut(`${printable(text)}\n`);
  } catch (error) {
    if (signal.aborted) leave();
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (options.json) await writeOut(`${JSON.stringify({ error: failure })}\n`);
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(ExitCode.failed, printable(failure.message), { cause: error });
  } finally {
    await client.close();
  }
}

/** Ends the process now: a connect under way would hold it for as long as it may take. */
function leave(): never {
  process.stderr.write('tnv: interrupted\n');
  process.exit(ExitCode.interrupted);
}
