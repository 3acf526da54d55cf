import type { Draft } from './draft.ts';

const RANGES: Readonly<Record<string, readonly (readonly [words: string, value: string])[]>> = {
  int64: [
    ['zero', '0'],
    ['minus-one', '-1'],
    ['two-to-the-32', '4294967296'],
    ['beyond-double', '9007199254740993'],
    ['greatest', '9223372036854775807'],
    ['least', '-9223372036854775808'],
  ],
  uint16: [
    ['zero', '0'],
    ['one', '1'],
    ['above-int16', '32768'],
    ['greatest', '65535'],
  ],
  int16: [
    ['zero', '0'],
    ['minus-one', '-1'],
    ['greatest', '32767'],
    ['least', '-32768'],
  ],
};

/** The boundaries of an integer field; `refusals` tells which of them a server of ours refuses, and why. */
export function integers(
  draft: Draft,
  name: string,
  refusals: Readonly<Record<string, readonly [number: number, statement: string]>> = {},
): void {
  const field = draft.layout.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`no field ${name}`);
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const [which, value] of RANGES[field.type] ?? []) {
    const refusal = refusals[which];
    draft.add(
      `${words}-${which}`,
      `${name} is ${value}`,
      { [name]: field.type === 'int64' ? value : Number(value) },
      refusal === undefined ? {} : { refusal: refusal[0], statements: [draft.layout.statement, refusal[1]] },
    );
  }
}
