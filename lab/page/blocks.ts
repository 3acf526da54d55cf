/** A fenced block of commands of a page. */
export interface Block {
  /** Hosts where it is run, one after the other. */
  readonly hosts: readonly string[];
  /** Whether it may take a moment until it ends well. */
  readonly soon: boolean;
  /** Whether what comes behind it does without it. */
  readonly aside: boolean;
  /** The exit code that it ends with. */
  readonly code: number;
  readonly commands: string;
  /** Line of the page where its commands begin, from 1. */
  readonly line: number;
}

/**
 * The blocks of commands of a page, in their order. Behind ```` ```sh ```` stand the hosts (`host1 host2`, `all`; those of
 * `unless` when there are none), `soon`, `aside`, and `fails=CODE`; `system` says nothing here.
 */
export function blocksOf(page: string, all: readonly string[], unless: readonly string[]): Block[] {
  return [...page.matchAll(/^```sh( .*)?\n([\s\S]*?)^```$/gm)].map(({ 1: marks = '', 2: commands = '', index }) => {
    const words = marks.split(' ').filter((word) => word !== '' && word !== 'system');
    const named = words.filter((word) => all.includes(word));
    const rest = words.filter((word) => !all.includes(word) && !['all', 'soon', 'aside'].includes(word));
    const code = Number(/^fails=(\d)$/.exec(rest[0] ?? 'fails=0')?.[1]);
    const line = page.slice(0, index).split('\n').length + 1;
    if (Number.isNaN(code) || rest.length > 1)
      throw new Error(`line ${line - 1}: nobody knows what "${rest.join(' ')}" means`);
    const hosts = words.includes('all') ? all : named.length === 0 ? unless : named;
    return { hosts, soon: words.includes('soon'), aside: words.includes('aside'), code, commands, line };
  });
}

const COLUMNS = 60;

/** The first command of a block, cut to what fits a line. */
export function firstCommandOf({ commands }: Block): string {
  const [first = ''] = commands.split('\n');
  return first.length > COLUMNS ? `${first.slice(0, COLUMNS)} ...` : first;
}
