import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../test/storage/caller.ts';
import { fileOf, type TestSite, withSite } from '../../../test/storage/testSite.ts';
import type { ListReply } from '../../protocol/list.ts';

const CONTENT = Buffer.from('the bytes of a film');

/** Runs `body` with one storage and one connection to it. */
function withStorage(body: (caller: Caller, site: TestSite) => Promise<void>): Promise<void> {
  return withSite(async (site) => {
    const host = site.machine('storage1');
    await site.startStorage(host);
    await body(await site.call(host), site);
  });
}

async function store(caller: Caller, ...fileids: string[]): Promise<void> {
  for (const fileid of fileids) expect(await caller.upload(fileOf(fileid), CONTENT)).toBe('ok');
}

/** The ids of a page, and `…` when there is more. */
function shown(reply: ListReply | number): string {
  if (typeof reply === 'number') return String(reply);
  return reply.files.map(({ fileid }) => fileid).join(' ') + (reply.more ? ' …' : '');
}

/** Adds rows whose files are not on the volume, as inserts leave them that arrive late. */
async function dangle(site: TestSite, ...fileids: string[]): Promise<void> {
  for (const [at, fileid] of fileids.entries()) {
    const path = `../data/000/000/001/5F6E7AD2_${at.toString(16).toUpperCase().padStart(3, '0')}`;
    await site.files.insert({ ...fileOf(fileid), path, size: 1 });
  }
}

describe('a listing', () => {
  // Spec: LIST-ORDER, LIST-PAGE
  it('goes through all files page by page, the greatest id first', () =>
    withStorage(async (caller) => {
      await store(caller, 'c', 'a', 'e', 'b', 'd');
      expect(shown(await caller.list())).toBe('e d c b a');
      expect(shown(await caller.list({ limit: 2 }))).toBe('e d …');
      expect(shown(await caller.list({ limit: 2, after: 'd' }))).toBe('c b …');
      expect(shown(await caller.list({ limit: 2, after: 'b' }))).toBe('a');
      expect(shown(await caller.list({ limit: 3, after: 'd' }))).toBe('c b a');
      expect(shown(await caller.list({ after: 'bx' }))).toBe('b a');
      expect(shown(await caller.list({ after: 'a' }))).toBe('');
      expect(shown(await caller.list({ after: '视'.repeat(42) }))).toBe('e d c b a');
    }));

  // Spec: LIST-PAGE
  it('has a hundred files a page when nobody says how many, and never more than 500', () =>
    withStorage(async (caller) => {
      const ids = Array.from({ length: 510 }, (_, at) => `f${String(at).padStart(4, '0')}`);
      await store(caller, ...ids);
      const sizes = async (limit: number): Promise<unknown> => {
        const reply = await caller.list({ limit });
        return typeof reply === 'number' ? reply : [reply.files.length, reply.more];
      };
      expect(await sizes(0)).toEqual([100, true]);
      expect(await sizes(499)).toEqual([499, true]);
      expect(await sizes(65_535)).toEqual([500, true]);
    }));

  // Spec: LIST-WHOSE
  it('shows the files of the very user and application only', () =>
    withStorage(async (caller) => {
      await store(caller, 'mine');
      await caller.upload(fileOf('others', 'alice'), CONTENT);
      await caller.upload(fileOf('elsewhere', 'tnv001', 'other'), CONTENT);
      expect(shown(await caller.list())).toBe('mine');
      expect(shown(await caller.list({ userid: 'alice' }))).toBe('others');
      expect(shown(await caller.list({ appid: 'other' }))).toBe('elsewhere');
      expect(shown(await caller.list({ userid: 'nobody' }))).toBe('');
      expect(shown(await caller.list({ userid: '' }))).toBe('400');
    }));

  // Spec: LIST-ENTRY, DESCRIBE-LAST
  it('tells size, second of the upload, name and type', () =>
    withStorage(async (caller, site) => {
      await store(caller, 'f1');
      const second = BigInt(Math.floor(site.client.clock.wallMs() / 1000));
      const entry = { fileid: 'f1', size: 19n, uploaded: expect.any(BigInt), name: '', type: '' };
      const plain = await caller.list();
      expect(plain).toEqual({ more: false, files: [entry] });
      const uploaded = typeof plain === 'number' ? 0n : (plain.files[0]?.uploaded ?? 0n);
      expect(second - uploaded).toBeLessThan(100n);
      expect(second - uploaded).toBeGreaterThanOrEqual(0n);
      await caller.describe(fileOf('f1'), { name: '海边.mp4', type: 'video/mp4' });
      expect(await caller.list()).toEqual({ more: false, files: [{ ...entry, name: '海边.mp4', type: 'video/mp4' }] });
    }));

  // Spec: DESCRIBE-LAST
  it('shows a file that is deleted meanwhile with its name or not at all', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host);
      const [caller, other] = [await site.call(host), await site.call(host)];
      await store(caller, 'a', 'b');
      await caller.describe(fileOf('b'), { name: 'b.mp4', type: 'video/mp4' });
      site.files.watch = async (operation, when) => {
        if (operation !== 'notes' || when !== 'before') return;
        site.files.watch = undefined;
        expect(await other.delete(fileOf('b'))).toBe('ok');
      };
      expect(shown(await caller.list())).toBe('a');
      expect(site.files.watch).toBeUndefined();
    }));

  // Spec: LIST-COMPLETE
  it('shows no deleted file, and one uploaded anew', () =>
    withStorage(async (caller) => {
      await store(caller, 'a', 'b', 'c');
      expect(await caller.delete(fileOf('b'))).toBe('ok');
      expect(shown(await caller.list())).toBe('c a');
      await store(caller, 'b');
      expect(shown(await caller.list())).toBe('c b a');
    }));

  // Spec: LIST-EXISTS, LIST-PAGE
  it('passes over rows without their files, however many stand in its way', () =>
    withStorage(async (caller, site) => {
      await store(caller, 'a', 'm');
      await dangle(site, ...Array.from({ length: 30 }, (_, at) => `z${String(at).padStart(2, '0')}`), 'b');
      expect(shown(await caller.list({ limit: 4 }))).toBe('m …');
      expect(shown(await caller.list({ limit: 4, after: 'm' }))).toBe('a');
      expect(shown(await caller.list({ limit: 1, after: 'a' }))).toBe('');
    }));

  // Spec: LIST-EXISTS
  it('is refused while the volume is away, instead of leaving files out', () =>
    withSite(async (site) => {
      const [host] = site.group('storage1').hosts;
      if (host === undefined) throw new Error('no host');
      await site.startStorage(host);
      const caller = await site.call(host);
      await store(caller, 'a');
      site.unmount(host);
      expect(shown(await caller.list())).toBe('503');
      site.mount(host);
      expect(shown(await caller.list())).toBe('a');
    }));

  // Spec: LIST-NUMBERS
  it.each(['page', 'notes'] as const)('is refused while the database is away (%s)', (operation) =>
    withStorage(async (caller, site) => {
      await store(caller, 'a');
      site.files.fail(operation, 'failed');
      expect(shown(await caller.list())).toBe('503');
      expect(shown(await caller.list())).toBe('a');
    }),
  );

  // Spec: LIST-COMPLETE
  it.each([1, 2, 3, 4])('gives every file that stays exactly once while others come and go (seed %i)', (seed) =>
    withSite(async (site) => {
      const { hosts } = site.group('storage1', 'storage2');
      for (const host of hosts) await site.startStorage(host);
      const [one, two] = await Promise.all(hosts.map((host) => site.call(host)));
      if (one === undefined || two === undefined) throw new Error('no callers');
      const staying = Array.from({ length: 12 }, (_, at) => `s${String(at * 2).padStart(2, '0')}`);
      const passing = Array.from({ length: 12 }, (_, at) => `s${String(at * 2 + 1).padStart(2, '0')}`);
      await store(one, ...staying, ...passing.slice(0, 6));
      const change = async (): Promise<void> => {
        for (const [at, fileid] of passing.entries()) {
          if (at < 6) await one.delete(fileOf(fileid));
          else await one.upload(fileOf(fileid), CONTENT);
        }
      };
      const seen: string[] = [];
      const list = async (): Promise<void> => {
        for (let more = true; more; ) {
          const page = await two.list({ limit: 1 + (seen.length % 3), after: seen.at(-1) ?? '' });
          if (typeof page === 'number') throw new Error(`refused with ${page}`);
          seen.push(...page.files.map(({ fileid }) => fileid));
          more = page.more;
        }
      };
      await Promise.all([change(), list()]);
      expect(seen).toEqual([...new Set(seen)].sort().reverse());
      expect(seen.filter((fileid) => staying.includes(fileid))).toHaveLength(staying.length);
    }, seed),
  );
});
