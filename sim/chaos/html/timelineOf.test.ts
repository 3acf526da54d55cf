import { expect, it } from 'vitest';
import { runPlan } from '../run.ts';
import { SCENARIOS } from '../scenarios.ts';
import { KINDS } from './timeline.ts';
import { timelineOf } from './timelineOf.ts';
import { unpack } from './viewer/unpack.ts';

it('a timeline has both ends of every connection, when they began and how they ended, and the phases of the run', async () => {
  const plan = SCENARIOS.crashes?.plan(3, 60_000);
  if (plan === undefined) throw new Error('no scenario of crashes');
  const report = await runPlan(plan, { marks: true });
  const timeline = timelineOf(plan, report, '');
  const items = unpack(timeline);
  const shown = items.flat().map((item) => ({
    ...item,
    kind: KINDS[item.kind],
    lane: timeline.lanes[item.lane],
    text: timeline.texts[item.text] ?? '',
  }));
  const connections = shown.filter(({ kind }) => kind === 'connection');
  expect(connections).toHaveLength(report.marks.filter(({ kind }) => kind === 'connection').length);
  const clientSides = connections.filter(({ text }) => text.startsWith('connection to '));
  expect(clientSides.length).toBeGreaterThan(10);
  expect(clientSides).toHaveLength(connections.length / 2);
  expect(clientSides.some(({ text }) => /: (closed|aborted)$/.test(text))).toBe(true);
  expect(connections.some(({ text }) => text.endsWith(': left by a process that is no more'))).toBe(true);
  for (const { atMs, untilMs, from } of connections) {
    expect(untilMs).toBeGreaterThanOrEqual(atMs);
    expect(from).toBeGreaterThan(1);
  }
  const phases = shown.filter(({ kind }) => kind === 'phase').map(({ text }) => text);
  expect(phases).toEqual(['chaos', 'healing', 'closing look', 'stop']);
  for (const lane of items)
    expect(lane.map(({ atMs }) => atMs)).toEqual(lane.map(({ atMs }) => atMs).sort((a, b) => a - b));
});
