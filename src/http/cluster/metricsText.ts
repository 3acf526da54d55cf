/** One value of a metric. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? +(\S+)(?: +-?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/**
 * The samples of the named metrics in a text of Prometheus' exposition format; lines that are none are passed over.
 */
export function* samplesOf(text: string, names: ReadonlySet<string>): Generator<Sample> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trimEnd();
    start = end + 1;
    const name = /^[\w:]+/.exec(line)?.[0];
    if (name === undefined || !names.has(name)) continue;
    const [, , labels = '', number = ''] = LINE.exec(line) ?? [];
    const value = Number(number);
    if (number !== '' && Number.isFinite(value)) yield { name, labels: labelsOf(labels), value };
  }
}

function labelsOf(text: string): Record<string, string> {
  const labels = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [
    name,
    value.replace(/\\[n"\\]/g, (escaped) => ESCAPED[escaped] ?? escaped),
  ]);
  return Object.fromEntries(labels);
}
