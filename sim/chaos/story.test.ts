import { describe, expect, it } from 'vitest';
import type { RunReport, Violation } from './history.ts';
import { entry, QUIET_PLAN, refused } from './oracles/sampleObservations.ts';
import type { Fault, Plan } from './plan.ts';
import { tellStory } from './story.ts';

const FILE = { user: 0, file: 0 };
const LINE = './bin/tnv sim --seed 7';
const upload = entry(0, { kind: 'upload', size: 5, content: 1, ...FILE }, 100, 150);
const missed = entry(1, { kind: 'filesize', ...FILE }, 400, 420, refused(404));
const crash: Fault = {
  ...{ kind: 'crash', target: { kind: 'storage', index: 3 }, atMs: 200, lastsMs: 1_500 },
  ...{ connections: 'silent', disk: 'torn' },
};
const violation: Violation = {
  ...{ statement: 'UPLOAD-DURABLE', kind: 'safety', atMs: 420, operations: [0, 1] },
  story: "client1's filesize was refused with 404.",
};

function report(parts: Partial<RunReport> = {}): RunReport {
  return {
    ...{ seed: 7, hash: '0badcafe', events: 1, simulatedMs: 1_000, history: [upload, missed], violations: [violation] },
    ...{ faults: 1, probes: {}, marks: [], files: 1, filesGivenUp: 0, faultCounts: {}, touches: [] },
    ...parts,
  };
}

describe('a story', () => {
  it('tells who did what when, what broke, the statement, and how to replay it', () => {
    const plan: Plan = { ...QUIET_PLAN, operations: [upload.operation, missed.operation], faults: [crash] };
    expect(tellStory(plan, report(), LINE)).toBe(
      `Seed 7: 2 trackers, 1 id server, group 1 with 2 storages on 1 volume, 2 clients; 2 operations, 1 fault.
      0.100 s  client1 uploads 5 bytes as file 0 of user 0 → ok after 50 ms
      0.200 s  ! g1s2 crashes (its peers hear nothing, what its disk had not synced is torn), for 1.5 s
      0.400 s  client1 asks for the size of file 0 of user 0 → refused with 404 after 20 ms
What broke, at 0.420 s: UPLOAD-DURABLE (safety).
  client1's filesize was refused with 404.
Replay: ${LINE}`,
    );
  });

  it('stays below 30 lines, and keeps what the violation is about', () => {
    const history = Array.from({ length: 500 }, (_, at) => entry(at, { kind: 'filesize', ...FILE }, at, at + 1));
    const operations = history.map(({ operation }) => operation);
    const faults = Array.from({ length: 80 }, (_, at): Fault => ({ ...crash, atMs: at * 3 }));
    const about = { ...violation, operations: Array.from({ length: 300 }, (_, at) => at + 3) };
    const violations = [about, ...Array.from({ length: 40 }, () => violation)];
    const story = tellStory({ ...QUIET_PLAN, operations, faults }, report({ history, violations }), LINE);
    const lines = story.split('\n');
    expect(lines.length).toBeLessThan(30);
    expect(lines.at(-1)).toBe(`Replay: ${LINE}`);
    expect(story).toContain('    0.302 s  client1 asks');
    expect(story).toContain('more operations and faults, left out here');
    expect(story).toContain('40 more violations: UPLOAD-DURABLE.');
  });

  it('says when nothing broke', () => {
    expect(tellStory(QUIET_PLAN, report({ violations: [] }), LINE)).toContain('Nothing broke (hash 0badcafe)');
  });
});
