import { fixedWidth, itemBytes } from './layout.ts';
import type { Field } from './packets.ts';
import type { Words } from './words.ts';

/** The table of a head's or body's fields: where each begins, how many bytes it has, what it is. */
export function byteTable(fields: readonly Field[], words: Words): string {
  if (fields.length === 0) return words.nothing;
  return markdownTable(words.columns, rowsOf(fields, words));
}

/** A row a field; those of a list's items follow the list, their places counted from the begin of the item. */
function rowsOf(fields: readonly Field[], words: Words, within?: string): (string | number)[][] {
  let offset = 0;
  return fields.flatMap((field) => {
    const width = fixedWidth(field);
    const unit = field.unit === undefined ? '' : ` (${words.say(field.unit)})`;
    const row = [
      within === undefined ? offset : `+${offset}`,
      width ?? openWidth(field, words),
      within === undefined ? `\`${field.name}\`` : `\`${within}.${field.name}\``,
      field.type,
      words.say(field.meaning) + unit,
    ];
    offset += width ?? 0;
    return [row, ...(field.of === undefined ? [] : rowsOf(field.of, words, field.name))];
  });
}

function openWidth(field: Field, words: Words): string {
  if (field.type === 'list') return `n × ${itemBytes(field)}`;
  if (field.width !== 'rest') return `\`${field.width}\``;
  return field.widthMax === undefined ? words.rest : `${words.rest}, ≤ ${field.widthMax}`;
}

/** A Markdown table. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
