/** A configuration that cannot be used. The message has one line a problem, each with its file and line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `etc/tracker.cfg:12: what is wrong`; without a line when none is to blame. */
export function atLine(fileName: string, line: number | undefined, text: string): string {
  return line === undefined ? `${fileName}: ${text}` : `${fileName}:${line}: ${text}`;
}
