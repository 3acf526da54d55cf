/** What hosts without a way out cannot do, and what the laboratory has done before. The page says so. */
const LEFT_OUT = /^(?:apt-get |\.\/install\.sh |promtool |.*\bprometheus\b|.*:9090\/)/;

/** The commands that are left of a block when those are left out that the laboratory does not run. */
export function leaveOut(commands: string): string {
  return commands
    .split('\n')
    .filter((line) => !LEFT_OUT.test(line))
    .join('\n');
}

/** Debian packages that a block installs. */
export function packagesOf(commands: string): string[] {
  return [...commands.matchAll(/^apt-get install (.*)$/gm)].flatMap(([, words = '']) =>
    words.split(' ').filter((word) => !word.startsWith('-')),
  );
}
