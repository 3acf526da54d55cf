import fc from 'fast-check';

/** Texts that fit into a field of `width` bytes, of characters of one to four bytes; often they fill it. */
export function wireText(width: number): fc.Arbitrary<string> {
  const text = fc.string({ unit: 'binary', maxLength: width }).map((any) => cut(any.replaceAll('\0', ''), width - 1));
  const full = text.map((some) => some + 'x'.repeat(width - 1 - Buffer.byteLength(some)));
  return fc.oneof(text, full, fc.string({ unit: 'grapheme-ascii', maxLength: width - 1 }));
}

/** As many whole characters of `text` as fit into `bytesMax` bytes. */
function cut(text: string, bytesMax: number): string {
  let size = 0;
  let result = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytesMax) break;
    result += character;
  }
  return result;
}
