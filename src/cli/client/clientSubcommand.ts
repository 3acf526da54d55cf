import { Command } from 'commander';
import type { Address } from '../../host/address.ts';

/** What the command line says of the site; throws a `CommandFailed` for wrong usage. */
export type Site = () => {
  readonly trackers: readonly Address[];
  /** How long a server may be silent. */
  readonly timeoutMs: number;
};

/** The begin of a command of `tnv client`; `examples` are what may stand behind its name. */
export function clientSubcommand(name: string, description: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  tnv client 127.0.0.1:21000 ${name} ${example}`.trimEnd());
  return new Command(name)
    .description(description)
    .option('--json', 'print one JSON object, for scripts')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
    .exitOverride();
}
