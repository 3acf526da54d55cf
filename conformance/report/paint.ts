/** Colours for a terminal, or none. */
export interface Paint {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
  /** A byte that differs; without colour the caller marks it otherwise. */
  readonly coloured: boolean;
}

export function paint(coloured: boolean): Paint {
  const wrap = (code: number, end: number) => (text: string) =>
    coloured && text !== '' ? `\u001b[${code}m${text}\u001b[${end}m` : text;
  return {
    red: wrap(31, 39),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    dim: wrap(2, 22),
    bold: wrap(1, 22),
    coloured,
  };
}
