import { type FieldLayout, offsetOf } from './bytes.ts';
import type { Draft } from './draft.ts';

const WORDS = (field: FieldLayout): string => field.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** Three bytes of UTF-8: the first character of a Chinese word for video. */
const THREE_BYTES = '视';

/** What every text field of a fixed width must bear and must refuse. Spec: WIRE-TEXT. */
export function fixedTexts(draft: Draft, refusals: Readonly<Record<string, number>> = {}): void {
  for (const field of draft.layout.fields) {
    if (field.type !== 'text' || typeof field.width !== 'number') continue;
    const { name, width } = field;
    const words = WORDS(field);
    const statements = [draft.layout.statement, 'WIRE-TEXT'];
    const at = offsetOf(draft.layout, draft.usual, name);
    const bodyWith = (bytes: Buffer): Buffer => {
      const body = draft.body({ [name]: '' });
      bytes.copy(body, at);
      return body;
    };
    const refusal = refusals[name] === undefined ? {} : { refusal: refusals[name] };
    const wide = THREE_BYTES.repeat(Math.floor((width - 1) / 3));
    const filled = wide + 'x'.repeat((width - 1) % 3);
    draft
      .add(
        `${words}-empty`,
        `${name} is empty: a NUL and nothing before it`,
        { [name]: '' },
        { statements, ...refusal },
      )
      .add(
        `${words}-full`,
        `${name} fills its width: ${width - 1} bytes and the NUL`,
        { [name]: 'm'.repeat(width - 1) },
        { statements },
      )
      .add(
        `${words}-multibyte`,
        `${name} fills its width with characters of three bytes`,
        { [name]: filled },
        { statements },
      )
      .add(
        `${words}-garbage-behind`,
        `what follows the NUL of ${name} is ignored`,
        { [name]: 'abc' },
        {
          ...{
            statements,
            canonical: false,
            body: bodyWith(Buffer.concat([Buffer.from('abc\0'), Buffer.alloc(width - 4, 0xf5)])),
          },
        },
      )
      .add(
        `${words}-unterminated`,
        `${name} has no NUL within its ${width} bytes`,
        {},
        {
          ...{ statements, verdict: 'invalid', body: bodyWith(Buffer.alloc(width, 'u')) },
        },
      )
      .add(
        `${words}-not-utf8`,
        `${name} holds a byte that no UTF-8 text has`,
        {},
        {
          ...{ statements, verdict: 'invalid', body: bodyWith(Buffer.from([0x61, 0xff, 0x62])) },
        },
      )
      .add(
        `${words}-half-character`,
        `${name} ends within a character of three bytes`,
        {},
        {
          ...{ statements, verdict: 'invalid', body: bodyWith(Buffer.from(THREE_BYTES).subarray(0, 2)) },
        },
      )
      .add(
        `${words}-surrogate`,
        `${name} holds half of a surrogate pair, written as three bytes`,
        {},
        {
          ...{ statements, verdict: 'invalid', body: bodyWith(Buffer.from([0xed, 0xa0, 0x80])) },
        },
      )
      .unencodable(
        `${words}-too-long`,
        `${name} has ${width} bytes, which leaves no room for the NUL`,
        { [name]: 'm'.repeat(width) },
        statements,
      )
      .unencodable(
        `${words}-character-across`,
        `the last character of ${name} lies across the end of the field`,
        {
          [name]: `${'m'.repeat(width - 2)}${THREE_BYTES}`,
        },
        statements,
      )
      .unencodable(`${words}-with-nul`, `${name} holds a NUL`, { [name]: 'a\0b' }, statements);
  }
}

/** What the text that ends a body must bear and must refuse. Spec: WIRE-TEXT. */
export function lastText(draft: Draft, name: string): void {
  const at = offsetOf(draft.layout, draft.usual, name);
  const statements = [draft.layout.statement, 'WIRE-TEXT'];
  const bodyWith = (bytes: Buffer): Buffer => Buffer.concat([draft.body().subarray(0, at), bytes]);
  const usual = Buffer.from(String(draft.usual[name]));
  draft
    .add(
      `${name}-garbage-behind`,
      `what follows the NUL of ${name} is ignored`,
      {},
      {
        ...{ statements, canonical: false, body: bodyWith(Buffer.concat([usual, Buffer.from([0, 0xff, 0x41])])) },
      },
    )
    .add(
      `${name}-padded`,
      `${name} may be padded with NULs`,
      {},
      {
        ...{ statements, canonical: false, body: bodyWith(Buffer.concat([usual, Buffer.alloc(4)])) },
      },
    )
    .add(
      `${name}-unterminated`,
      `${name} has no NUL before the body ends`,
      {},
      { statements, verdict: 'invalid', body: bodyWith(usual) },
    )
    .add(
      `${name}-not-utf8`,
      `${name} holds a byte that no UTF-8 text has`,
      {},
      {
        ...{ statements, verdict: 'invalid', body: bodyWith(Buffer.from([0x61, 0xff, 0x62, 0])) },
      },
    )
    .add(
      `${name}-half-character`,
      `${name} ends within a character of three bytes`,
      {},
      {
        ...{
          statements,
          verdict: 'invalid',
          body: bodyWith(Buffer.concat([Buffer.from(THREE_BYTES).subarray(0, 2), Buffer.alloc(1)])),
        },
      },
    );
}
