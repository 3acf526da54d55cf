/** A value of a field: text, int64 as a decimal string (JSON numbers are too narrow), other integers, bytes as hex, the items of a list. */
export type FieldValue = string | number | readonly Readonly<Record<string, FieldValue>>[];

/** One packet, as bytes and as what they say. The keys are explained in vectors.schema.json. */
export interface Vector {
  /** `<packet>/<words>`, never changed once published. */
  readonly id: string;
  /** What is special about it, a sentence. */
  readonly about: string;
  readonly kind: 'request' | 'success' | 'failure';
  /**
   * valid: a receiver reads exactly `fields` from `hex`. invalid: a receiver refuses `hex` or ends the connection.
   * incomplete: a receiver of `hex` waits for more; when the connection ends there, nothing has happened.
   * unencodable: a sender refuses `fields`; it neither cuts nor sends them.
   */
  readonly verdict: 'valid' | 'invalid' | 'incomplete' | 'unencodable';
  readonly statements: readonly string[];
  readonly head?: { readonly bodyLength: string; readonly command: number; readonly status: number };
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /** The whole packet. */
  readonly hex?: string;
  /** For a valid one: whether a sender that is given `fields` makes exactly these bytes. */
  readonly canonical?: boolean;
  /** The error number with which a server of ours refuses a request whose bytes are well-formed. */
  readonly refusal?: number;
}

/** The vectors of one packet and its success reply, or of failures: one file. */
export interface VectorFile {
  readonly packet: string;
  readonly vectors: readonly Vector[];
}
