import { fixedWidth } from './layout.ts';
import type { Field } from './packets.ts';
import type { Words } from './words.ts';

/** The table of a head's or body's fields: where each begins, how many bytes it has, what it is. */
export function byteTable(fields: readonly Field[], words: Words): string {
  if (fields.length === 0) return words.nothing;
  let offset = 0;
  const rows = fields.map((field) => {
    const width = fixedWidth(field);
    const unit = field.unit === undefined ? '' : ` (${words.say(field.unit)})`;
    const row = [
      offset,
      width ?? openWidth(field, words),
      `\`${field.name}\``,
      field.type,
      words.say(field.meaning) + unit,
    ];
    offset += width ?? 0;
    return row;
  });
  return markdownTable(words.columns, rows);
}

function openWidth(field: Field, words: Words): string {
  if (field.width !== 'rest') return `\`${field.width}\``;
  return field.widthMax === undefined ? words.rest : `${words.rest}, ≤ ${field.widthMax}`;
}

/** A Markdown table. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
