import { packetBytes } from './bytes.ts';
import type { Draft } from './draft.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** Body lengths that a packet of one fixed length must not have, and packets that end too early. Spec: WIRE-BODY-LENGTH. */
export function fixedLength(draft: Draft): void {
  const body = draft.body();
  const statements = [draft.layout.statement, 'WIRE-BODY-LENGTH'];
  if (body.length > 0) {
    draft
      .add(
        'one-byte-short',
        'the body is one byte too short, and the head says so',
        {},
        {
          ...{ statements, verdict: 'invalid', body: body.subarray(0, -1) },
        },
      )
      .add('no-body', 'there is no body at all', {}, { statements, verdict: 'invalid', body: Buffer.alloc(0) });
  }
  draft.add(
    'one-byte-long',
    'the body is one byte too long, and the head says so',
    {},
    {
      ...{ statements, verdict: 'invalid', body: Buffer.concat([body, Buffer.alloc(1)]) },
    },
  );
  claimedLengths(draft);
}

/** Body lengths that are nothing but claimed. Spec: ERR-MALFORMED. */
export function claimedLengths(draft: Draft): void {
  const statements = ['WIRE-BODY-LENGTH', 'ERR-MALFORMED'];
  draft
    .add(
      'length-negative',
      'the head claims a body of -1 bytes',
      {},
      {
        ...{ statements, verdict: 'invalid', head: { bodyLength: -1n } },
      },
    )
    .add(
      'length-least',
      'the head claims a body of -2^63 bytes',
      {},
      {
        ...{ statements, verdict: 'invalid', head: { bodyLength: -INT64_MAX - 1n } },
      },
    )
    .add(
      'length-greatest',
      'the head claims a body of 2^63-1 bytes',
      {},
      {
        ...{ statements, verdict: 'invalid', head: { bodyLength: INT64_MAX } },
      },
    );
}

/** The first bytes of the packet only. Spec: CONN-TORN. */
export function torn(draft: Draft): void {
  const whole = packetBytes(draft.body(), { command: draft.layout.command, status: draft.status });
  draft.incomplete('torn-head', 'only nine of the ten bytes of the head', whole.subarray(0, 9));
  if (whole.length > 10) draft.incomplete('torn-body', 'all but the last byte', whole.subarray(0, -1));
}
