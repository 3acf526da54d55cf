import type { Report } from './tree.ts';

/** The report as JSON, described by `report.schema.json`; bytes are hex behind `hex:`. */
export function json(report: Report): string {
  const bytes = (_: string, value: unknown) =>
    value instanceof Uint8Array ? `hex:${Buffer.from(value).toString('hex')}` : value;
  // A Buffer has a toJSON of its own, which would come first.
  const cases = report.cases.map((each) => {
    const { expected, got, offset } = each.comparison ?? {};
    if (expected === undefined && got === undefined) return each;
    const comparison = {
      ...(expected !== undefined && { expected: plain(expected) }),
      ...(got !== undefined && { got: plain(got) }),
      ...(offset !== undefined && { offset }),
    };
    return { ...each, comparison };
  });
  const schema = { $schema: './report.schema.json', schemaVersion: 1 };
  return `${JSON.stringify({ ...schema, ...report, cases }, bytes, 2)}\n`;
}

function plain(value: Uint8Array | string): Uint8Array | string {
  return typeof value === 'string' ? value : new Uint8Array(value);
}
