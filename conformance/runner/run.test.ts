import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judged } from '../../test/conformance/judged.ts';
import { scriptedTarget } from '../../test/conformance/scriptedTarget.ts';
import type { Address } from '../wire/conversation.ts';
import { type AnyCase, idCase } from './case.ts';

let address: Address;
let close: () => Promise<void>;
let connections = 0;
beforeAll(async () => {
  ({ address, close } = await scriptedTarget((socket) => {
    connections++;
    socket.on('close', () => connections--);
    socket.on('end', () => socket.end());
    socket.resume();
  }));
});
afterAll(() => close());

const judge = (...cases: AnyCase[]) => judged(cases, { id: [address] });

function sample(name: string, rest: Partial<Omit<Extract<AnyCase, { part: 'id' }>, 'part'>>): AnyCase {
  const statements = ['ID-FIRST'] as const;
  return idCase({ id: `id/try/${name}`, title: 'does', statements, run: async () => {}, ...rest });
}

describe('a run', () => {
  it('ends a case that never ends', async () => {
    const report = await judge(sample('hangs', { withinMs: 100, run: () => new Promise(() => {}) }));
    expect(report.cases[0]).toMatchObject({ verdict: 'fail', why: 'the case was not over after 0 s' });
  });

  it('ends a case whose clean-up never ends, and keeps its verdict', async () => {
    const report = await judge(
      sample('lingers', {
        run: async (kit) => kit.later(() => new Promise(() => {})),
      }),
    );
    expect(report.cases[0]?.verdict).toBe('pass');
  });

  it('leaves no connection behind, whatever a case left open', async () => {
    const open = async (kit: { connect(): Promise<unknown> }) => {
      await kit.connect();
      await kit.connect();
    };
    await judge(sample('opens', { run: open }), sample('opens-too', { run: open }));
    await expect.poll(() => connections).toBe(0);
  });

  it('opens nothing more for a case that is over', async () => {
    let why = '';
    const report = await judge(
      sample('goes-on', {
        withinMs: 50,
        run: async (kit) => {
          await new Promise((resolve) => setTimeout(resolve, 800));
          await kit.connect().catch((error: Error) => {
            why = error.message;
          });
        },
      }),
    );
    expect(report.cases[0]?.verdict).toBe('fail');
    await expect.poll(() => why).toBe('the case is over');
  });

  it('runs cases that must be alone when nothing else runs', async () => {
    let running = 0;
    const most: number[] = [];
    const step = async () => {
      most.push(++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
    };
    const alone = sample('alone', {
      alone: true,
      run: async () => {
        expect(running).toBe(0);
        await step();
      },
    });
    const report = await judge(alone, ...['a', 'b', 'c', 'd', 'e'].map((name) => sample(name, { run: step })));
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(Array(6).fill('pass'));
    expect(Math.max(...most)).toBeGreaterThan(1);
  });

  it('tells skipped from not applicable, with the reasons', async () => {
    const { cases } = await judge(
      sample('skips', { run: async (kit) => kit.skip('no reason') }),
      sample('asks-nothing', { run: async (kit) => kit.notApplicable('it has none') }),
      sample('needs', { needs: ['two-addresses'] }),
      sample('waits', { needs: ['short-check-interval'] }),
    );
    expect(cases.map(({ verdict, why }) => `${verdict}: ${why}`)).toEqual([
      'skipped: no reason',
      'not applicable: it has none',
      'skipped: needs --id twice: two servers that share their database',
      'skipped: needs --check-interval SECONDS, at most 10: what the tracker is configured with',
    ]);
  });

  it('gives the same contents for the same seed, and names that nobody had before', async () => {
    const seen: string[] = [];
    const draw = sample('draws', {
      run: async (kit) => {
        seen.push(kit.random.bytes(8).toString('hex'), kit.user(), kit.fileId());
      },
    });
    await judge(draw);
    await judge(draw);
    expect(seen[0]).toBe(seen[3]);
    expect(seen[2]).toMatch(/^[0-9a-f]{30}\d{6}$/);
    expect(new Set(seen).size).toBe(5);
  });

  it('does not go on with a part that takes connections and answers nothing', async () => {
    const asks = async (kit: { ask(name: 'ID_GET', fields: { key: string }): Promise<unknown> }) => {
      await kit.ask('ID_GET', { key: 'k' });
    };
    const report = await judged(
      Array.from({ length: 6 }, (_, n) => sample(`asks-${n}`, { run: asks })),
      { id: [address] },
      { jobs: 1 },
    );
    const [first, ...others] = report.cases;
    expect(first).toMatchObject({ verdict: 'fail', why: 'no reply came in time' });
    const why = `it does not answer: 127.0.0.1:${address.port} gives no whole reply within 0.3 s`;
    expect(new Set(others.map((each) => `${each.verdict}, ${each.why}`))).toEqual(new Set([`skipped, ${why}`]));
  });
});
