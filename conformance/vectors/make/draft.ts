import {
  bodyBytes,
  FAILURE,
  FAILURE_STATUS,
  type Head,
  type Layout,
  packetBytes,
  replyLayout,
  requestLayout,
} from './bytes.ts';
import type { FieldValue, Vector } from './vector.ts';

type Values = Readonly<Record<string, FieldValue>>;
type Kind = Vector['kind'];

/** What may be unusual about the bytes of a vector. */
interface Unusual {
  readonly verdict?: 'invalid' | 'incomplete';
  readonly statements?: readonly string[];
  readonly head?: Partial<Head>;
  readonly body?: Buffer;
  readonly canonical?: false;
  readonly refusal?: number;
}

/** Drafts the vectors of one layout: one kind of packet, with usual values for all of its fields. */
export class Draft {
  readonly name: string;
  readonly kind: Kind;
  readonly layout: Layout;
  readonly usual: Values;
  readonly vectors: Vector[] = [];

  private constructor(name: string, kind: Kind, layout: Layout, usual: Values) {
    this.name = name;
    this.kind = kind;
    this.layout = layout;
    this.usual = usual;
  }

  static request(name: string, usual: Values): Draft {
    return new Draft(name, 'request', requestLayout(name), usual);
  }

  static success(name: string, usual: Values): Draft {
    return new Draft(name, 'success', replyLayout(name), usual);
  }

  static failure(name: string, command: number, usual: Values): Draft {
    return new Draft(name, 'failure', { ...FAILURE, command }, usual);
  }

  /** The status of a head of this kind. */
  get status(): number {
    return this.kind === 'failure' ? FAILURE_STATUS : 0;
  }

  /** The usual body, with some values changed. */
  body(changed: Values = {}): Buffer {
    return bodyBytes(this.layout, { ...this.usual, ...changed });
  }

  /** Adds a packet that a receiver reads as these values, or, with a verdict, does not. */
  add(words: string, about: string, changed: Values = {}, unusual: Unusual = {}): this {
    const values = { ...this.usual, ...changed };
    const body = unusual.body ?? bodyBytes(this.layout, values);
    const head = {
      bodyLength: BigInt(body.length),
      command: this.layout.command,
      status: this.status,
      ...unusual.head,
    };
    const valid = unusual.verdict === undefined;
    this.vectors.push({
      id: this.#id(words),
      about,
      kind: this.kind,
      verdict: unusual.verdict ?? 'valid',
      statements: unusual.statements ?? [this.layout.statement],
      head: { ...head, bodyLength: String(head.bodyLength) },
      ...(valid ? { fields: values, canonical: unusual.canonical ?? true } : {}),
      ...(unusual.refusal === undefined ? {} : { refusal: unusual.refusal }),
      hex: packetBytes(body, head).toString('hex'),
    });
    return this;
  }

  /** Adds values that no packet can say. */
  unencodable(words: string, about: string, changed: Values, statements: readonly string[]): this {
    const fields = { ...this.usual, ...changed };
    const verdict = 'unencodable' as const;
    this.vectors.push({ id: this.#id(words), about, kind: this.kind, verdict, statements, fields });
    return this;
  }

  /** Adds bytes that are the beginning of a packet, not all of it. */
  incomplete(words: string, about: string, bytes: Buffer): this {
    this.vectors.push({
      ...{ id: this.#id(words), about, kind: this.kind, verdict: 'incomplete' },
      ...{ statements: ['CONN-TORN'], hex: bytes.toString('hex') },
    });
    return this;
  }

  #id(words: string): string {
    return [this.name.toLowerCase(), ...(this.kind === 'success' ? ['reply'] : []), words].join('/');
  }
}
