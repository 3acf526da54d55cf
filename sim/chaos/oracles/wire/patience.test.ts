import { describe, expect, it } from 'vitest';
import { Patience } from './patience.ts';

describe('the patience of a client', () => {
  it('ends with the first byte of a reply, or with the connection, and may not be longer than allowed', () => {
    let nowMs = 0;
    const stories: string[] = [];
    const patience = new Patience({
      nowMs: () => nowMs,
      limitMs: (contentBytes = 0) => 1_000 + contentBytes,
      complain: (story) => stories.push(story),
    });
    patience.asked(0);
    nowMs = 1_000;
    patience.over();
    nowMs = 9_000;
    patience.over();
    patience.asked(500);
    nowMs = 10_500;
    patience.over();
    expect(stories).toEqual([]);
    patience.asked(0);
    nowMs = 11_501;
    patience.over();
    patience.over();
    expect(stories).toEqual(['waited 1.001 s for a reply, more than 1.000 s']);
  });

  it('begins anew with every byte that is sent', () => {
    let nowMs = 0;
    const stories: string[] = [];
    const patience = new Patience({ nowMs: () => nowMs, limitMs: () => 10, complain: (story) => stories.push(story) });
    for (; nowMs < 50; nowMs += 10) patience.asked(0);
    patience.over();
    expect(stories).toEqual([]);
  });
});
