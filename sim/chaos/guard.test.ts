import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from '../world.ts';
import { guardTurn, installGuard, RealWorldTouched, takeBreaches } from './guard.ts';

describe('the guard', () => {
  beforeEach(() => {
    installGuard();
    takeBreaches();
  });

  afterEach(() => guardTurn(false));

  it.each([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Date.prototype.getHours', () => new Date(0).getHours()],
    ['Date.prototype.toString', () => `${new Date(0)}`],
    ['String.prototype.localeCompare', () => 'a'.localeCompare('b')],
    ['os.cpus', () => cpus()],
    ['process.cwd', () => process.cwd()],
    ['Math.random', () => Math.random()],
    ['performance.now', () => performance.now()],
    ['setTimeout', () => setTimeout(() => {}, 1)],
    ['setImmediate', () => setImmediate(() => {})],
    ['crypto.randomBytes', () => randomBytes(4)],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['fs.readFileSync', () => readFileSync('/etc/hostname')],
    ['fs.promises.readFile', () => readFile('/etc/hostname')],
    ['net.connect', () => connect(1)],
    ['AbortSignal.timeout', () => AbortSignal.timeout(5)],
  ])('throws when simulated code touches %s, and remembers where', (name, touch) => {
    guardTurn(true);
    expect(touch).toThrow(RealWorldTouched);
    guardTurn(false);
    const breaches = takeBreaches();
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toContain(name);
    expect(breaches[0]).toContain('guard.test.ts');
  });

  it('lets moments be that were given', () => {
    guardTurn(true);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(Date.UTC(1970, 0, 1)).toBe(0);
    expect(new Date(5) instanceof Date).toBe(true);
  });

  it('is on during a run and off after it, also for what follows at once', async () => {
    const world = new World(1, { onTurn: guardTurn });
    await expect(world.run(async () => Date.now())).rejects.toThrow(RealWorldTouched);
    expect(Date.now()).toBeGreaterThan(0);
    await world.run(async () => world.sleep(5));
    expect(Date.now()).toBeGreaterThan(0);
  });
});
