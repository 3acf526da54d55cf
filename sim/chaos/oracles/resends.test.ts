import { describe, expect, it } from 'vitest';
import { Command } from '../../../src/protocol/command.ts';
import { ErrorNumber } from '../../../src/protocol/errorNumber.ts';
import type { HistoryEntry } from '../history.ts';
import { resends } from './resends.ts';
import { attempt, entry, observed, refused, wire } from './sampleObservations.ts';
import type { Attempt } from './wire/attempt.ts';

const UPLOAD = { kind: 'upload', user: 0, file: 0, size: 5, content: 1 } as const;
const told = entry(0, UPLOAD, 100, 200, refused(ErrorNumber.exists));
const unheard = attempt({ command: Command.upload, sentMs: 110, arrivedMs: 120 });
const again = attempt({
  command: Command.upload,
  sentMs: 150,
  arrivedMs: 160,
  repliedMs: 170,
  status: -3,
  errorNumber: 409,
});

function judged(attempts: readonly Attempt[], history: readonly HistoryEntry[] = [told]): string[] {
  return resends(observed({ history, wire: wire({ attempts }) })).map(({ statement }) => statement);
}

describe('an upload that was sent again and refused because the file exists', () => {
  it('is wrong when nobody else has ever sent that file', () => {
    expect(judged([unheard, again])).toEqual(['CLIENT-RESEND']);
    expect(judged([unheard, again, attempt({ command: Command.upload, sentMs: 300, client: 'client2' })])).toEqual([
      'CLIENT-RESEND',
    ]);
  });

  it('may be right when somebody else has, or the client itself at another time or at once', () => {
    expect(judged([attempt({ command: Command.upload, sentMs: 130, client: 'client2' }), unheard, again])).toEqual([]);
    expect(judged([attempt({ command: Command.upload, sentMs: 50 }), unheard, again])).toEqual([]);
    expect(judged([unheard, again], [told, entry(1, UPLOAD, 105, 300)])).toEqual([]);
  });

  it('is right when no attempt before had arrived whole, or when it is another number', () => {
    expect(judged([{ ...unheard, arrivedMs: undefined }, again])).toEqual([]);
    expect(judged([again])).toEqual([]);
    expect(judged([unheard, again], [entry(0, UPLOAD, 100, 200, refused(503))])).toEqual([]);
  });
});
