import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';
import { tap } from './tap.ts';
import type { Report } from './tree.ts';

export const FORMATS = ['table', 'tap', 'junit', 'json', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** The report in a format; colours and the list of every case are for the table only. */
export function formatted(
  report: Report,
  format: Format,
  options: { readonly coloured?: boolean; readonly verbose?: boolean } = {},
): string {
  switch (format) {
    case 'table':
      return table(report, paint(options.coloured ?? false), { verbose: options.verbose ?? false });
    case 'tap':
      return tap(report);
    case 'junit':
      return junit(report);
    case 'json':
      return json(report);
    case 'html':
      return html(report);
  }
}
