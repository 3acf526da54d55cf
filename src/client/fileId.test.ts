import { describe, expect, it } from 'vitest';
import { World } from '../../sim/world.ts';
import { newFileId } from './fileId.ts';

// Spec: FILE-ID
describe('newFileId', () => {
  it('has 36 characters: seconds, microseconds, digest, counter, random number', () => {
    const host = new World(1).host('client');
    const ids = Array.from({ length: 3 }, () => newFileId(host, 'tnv001'));
    ids.forEach((id, index) => {
      const match = /^([0-9a-f]{8})([0-9a-f]{6})([0-9a-f]{16})(\d{4})(\d{2})$/.exec(id);
      expect(id).toHaveLength(36);
      const micros = Number.parseInt(match?.[1] ?? '', 16) * 1e6 + Number.parseInt(match?.[2] ?? '', 16);
      expect(Math.abs(micros / 1000 - host.clock.wallMs())).toBeLessThan(0.001);
      expect(match?.[4]).toBe(String(index + 1).padStart(4, '0'));
    });
  });

  it('counts from 1 to 8000 and then from 1 again, each host for itself', () => {
    const world = new World(1);
    const host = world.host('client');
    const counterOf = (id: string): number => Number(id.slice(30, 34));
    for (let n = 1; n < 8_000; n++) newFileId(host, 'tnv001');
    expect([1, 2].map(() => counterOf(newFileId(host, 'tnv001')))).toEqual([8_000, 1]);
    expect(counterOf(newFileId(world.host('another'), 'tnv001'))).toBe(1);
  });

  it('gives no id twice within one moment', () => {
    const host = new World(2).host('client');
    const ids = Array.from({ length: 20_000 }, () => newFileId(host, 'tnv001'));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
