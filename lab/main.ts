import { whyNotHere, whyNotUp } from './cli/canRun.ts';
import { helpText } from './cli/help.ts';
import { type Asked, readOptions, UsageError } from './cli/options.ts';
import { shell } from './cli/shell.ts';
import { TEST_PACKAGES, test, testsOf } from './cli/test.ts';
import { partsOf, up } from './cli/up.ts';
import { runFresh, whyNotFresh } from './fresh/fresh.ts';
import { endRunning, removeLeftovers } from './leftovers.ts';
import { PAGE_PACKAGES, runPages } from './page/page.ts';
import { PARTS } from './parts/index.ts';
import type { Part } from './parts/part.ts';

// Whatever is still under way after a failure ends with this process.
process.exit(await main());

async function main(): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (!interrupt.signal.aborted) say('interrupted; taking everything down ...');
    interrupt.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    const asked = readOptions(process.argv.slice(2), Date.now());
    return await run(asked, interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) return 130;
    if (!(error instanceof UsageError)) {
      say((error as Error).stack ?? String(error));
      return 1;
    }
    say(error.message);
    say('--help tells all there is');
    return 2;
  }
}

async function run(asked: Asked, interrupt: AbortSignal): Promise<number> {
  if (asked.command === 'help') {
    process.stdout.write(helpText());
    return 0;
  }
  const parts = asked.command === 'up' ? partsOf(asked.parts) : asked.command === 'test' ? PARTS : [];
  const tests = asked.command === 'test' ? testsOf(asked.options.only) : [];
  const reason = whyNotHere() ?? (await whyNotFor(asked.command, parts));
  if (reason !== undefined) {
    say(`the laboratory cannot run: ${reason}`);
    return 2;
  }
  switch (asked.command) {
    case 'up':
      await removeLeftovers();
      await up(parts, asked.hosts, say, interrupt);
      return 130;
    case 'shell':
      return shell(asked.host, asked.words);
    case 'page':
      await removeLeftovers();
      await runPages(say, interrupt);
      return interrupt.aborted ? 130 : 0;
    case 'fresh':
      await removeLeftovers();
      await runFresh(asked.options, say, interrupt);
      return 0;
    case 'down': {
      const ended = await endRunning();
      const removed = await removeLeftovers();
      say(`${ended.length} ended, ${removed.length} left behind by others removed; nothing is left`);
      return 0;
    }
    case 'test':
      await removeLeftovers();
      return (await test(tests, asked.options, say, interrupt)) ? 0 : 1;
  }
}

/** What is up needs nothing any more. */
async function whyNotFor(command: Asked['command'], parts: readonly Part[]): Promise<string | undefined> {
  if (command === 'fresh') return whyNotFresh();
  if (command === 'page') return whyNotUp(PAGE_PACKAGES);
  if (command !== 'up' && command !== 'test') return undefined;
  return whyNotUp([...parts.flatMap(({ packages }) => packages), ...(command === 'test' ? TEST_PACKAGES : [])]);
}

function say(text: string): void {
  process.stderr.write(`lab: ${text}\n`);
}
