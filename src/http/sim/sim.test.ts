import { describe, expect, it } from 'vitest';
import { errorOf, json } from '../../../test/http/apiViewer.ts';
import { withGateway } from '../../../test/http/testGateway.ts';
import type { Simulator } from './simulator.ts';

/** A simulator whose runs end when a test says so. */
class StandInSimulator implements Simulator {
  readonly seeds: number[] = [];
  readonly ended: number[] = [];
  open = 0;
  most = 0;
  #goOn: (() => void)[] = [];
  #begun: (() => void)[] = [];

  async timeline(seed: number, signal: AbortSignal): Promise<Buffer> {
    this.seeds.push(seed);
    this.most = Math.max(this.most, ++this.open);
    for (const tell of this.#begun.splice(0)) tell();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#goOn.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      return Buffer.from(`<p>run of ${seed}</p>`);
    } finally {
      this.open--;
      this.ended.push(seed);
    }
  }

  /** Resolves when the next run has begun. */
  begun(): Promise<void> {
    return new Promise((resolve) => this.#begun.push(resolve));
  }

  /** Lets the run under way end, and then the next. */
  goOn(): void {
    for (const end of this.#goOn.splice(0)) end();
  }
}

// Spec: HTTP-SIM
describe('a simulated run', () => {
  it('is shown as a page that reaches nothing, and kept for the next who asks', () => {
    const simulator = new StandInSimulator();
    return withGateway(
      async ({ viewer }) => {
        const one = await viewer();
        expect(json(await one.get('/api/about')).sim).toBe(true);
        const begun = simulator.begun();
        const asked = one.get('/api/sim/7');
        await begun;
        simulator.goOn();
        const first = await asked;
        const policy = String(first.headers['content-security-policy']);
        expect(policy.split('; ')).toEqual(expect.arrayContaining(['sandbox allow-scripts', "default-src 'none'"]));
        expect(first.headers).toMatchObject({
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
        });
        expect((await one.get('/api/sim/7')).body.equals(first.body)).toBe(true);
        expect((await one.ask('HEAD', '/api/sim/7')).headers['content-length']).toBe(`${first.body.length}`);
        expect(simulator.seeds).toEqual([7]);
      },
      { simulator },
    );
  });

  it('goes on alone: others wait their turn, as many as there is room for, and the gateway serves', () => {
    const simulator = new StandInSimulator();
    return withGateway(
      async ({ viewer }) => {
        const [other, first, ...rest] = await Promise.all(Array.from({ length: 10 }, () => viewer()));
        const begun = simulator.begun();
        const asked = [first?.get('/api/sim/0')];
        await begun;
        asked.push(...rest.map((one, index) => one.get(`/api/sim/${index + 1}`)));
        let refused = 0;
        for (const one of asked) void one?.then(({ status }) => (refused += status === 503 ? 1 : 0));
        while (refused < 4) expect((await other?.get('/api/about'))?.status).toBe(200);
        while (simulator.ended.length < 5) {
          simulator.goOn();
          await other?.get('/api/about');
        }
        const replies = (await Promise.all(asked)).filter((reply) => reply !== undefined);
        const busy = replies.filter(({ status }) => status === 503);
        expect(busy.map(({ headers }) => headers['retry-after'])).toEqual(['5', '5', '5', '5']);
        const pages = replies.filter(({ status }) => status === 200).map(({ body }) => body.toString());
        expect(pages.sort()).toEqual(simulator.seeds.map((seed) => `<p>run of ${seed}</p>`).sort());
        expect([pages.length, simulator.most]).toEqual([5, 1]);
      },
      { simulator },
    );
  });

  it('that nobody waits for any more is ended', () => {
    const simulator = new StandInSimulator();
    return withGateway(
      async ({ viewer }) => {
        const [one, other] = [await viewer(), await viewer()];
        const begun = simulator.begun();
        await one.send('GET /api/sim/5 HTTP/1.1\r\nhost: gateway\r\n\r\n');
        await begun;
        one.leave();
        while (simulator.open > 0) await other.get('/api/about');
        expect(simulator.ended).toEqual([5]);
      },
      { simulator },
    );
  });

  it('is for pages of this site, for who may read, and for seeds', () => {
    const simulator = new StandInSimulator();
    return withGateway(
      async ({ viewer, ownViewer }) => {
        const own = await ownViewer();
        for (const rest of ['', 'x', '-1', '4294967296', '1.5', '1/2']) {
          const reply = await own.ask('GET', `/api/sim/${rest}`, { host: 'localhost' });
          expect([rest, errorOf(reply)[0]]).toEqual([rest, 404]);
        }
        const foreign = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
        expect(errorOf(await own.ask('GET', '/api/sim/1', foreign))[0]).toBe(403);
        expect(errorOf(await (await viewer()).get('/api/sim/1'))[0]).toBe(403);
        expect(simulator.seeds).toEqual([]);
      },
      { simulator, linkKey: 'a key for links', write: 'loopback' },
    );
  });

  it('is refused where there is no simulator', () =>
    withGateway(async ({ viewer }) => {
      const one = await viewer();
      expect(json(await one.get('/api/about')).sim).toBe(false);
      expect(errorOf(await one.get('/api/sim/1'))[0]).toBe(501);
    }));
});
