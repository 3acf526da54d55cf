import { describe, expect, it } from 'vitest';
import { OwnerMemory } from './ownerMemory.ts';

const mine = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };

describe('the memory of owners', () => {
  it('knows a path only as the file of application, user and id together', () => {
    const owners = new OwnerMemory();
    owners.learn('p', mine);
    expect(owners.knows('p', mine)).toBe(true);
    expect(owners.knows('q', mine)).toBe(false);
    expect(owners.knows('p', { ...mine, appid: 'other' })).toBe(false);
    expect(owners.knows('p', { ...mine, userid: 'tnv002' })).toBe(false);
    expect(owners.knows('p', { ...mine, fileid: 'f2' })).toBe(false);
  });

  it('forgets the path used longest ago when it is full', () => {
    const owners = new OwnerMemory(2);
    owners.learn('a', mine);
    owners.learn('b', mine);
    expect(owners.knows('a', mine)).toBe(true);
    owners.learn('c', mine);
    expect(owners.knows('b', mine)).toBe(false);
    expect(owners.knows('a', mine)).toBe(true);
    owners.learn('a', mine);
    owners.learn('d', mine);
    expect(owners.knows('c', mine)).toBe(false);
    expect(owners.knows('a', mine)).toBe(true);
  });
});
