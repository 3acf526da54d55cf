import { describe, expect, it } from 'vitest';
import { Locations } from './locations.ts';

class HandClock {
  ms = 1_000;
  monotonicMs(): number {
    return this.ms;
  }
  wallMs(): number {
    return 0;
  }
  utcOffsetMs(): number {
    return 0;
  }
}

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const A = { host: '10.0.0.1', port: 23000 };
const B = { host: '10.0.0.2', port: 23000 };
const ADDRESSES = ['10.0.0.1:23000', '10.0.0.2:23000'];

describe('Locations', () => {
  it('lets the storages of a user take turns in being the first', () => {
    const locations = new Locations(new HandClock(), 10_000);
    expect(locations.remember(FILE, ADDRESSES)).toEqual([A, B]);
    expect(locations.find(FILE)).toEqual([B, A]);
    expect(locations.find({ ...FILE, fileid: 'f2' })).toEqual([A, B]);
  });

  it('knows a user of one application only', () => {
    const locations = new Locations(new HandClock(), 10_000);
    locations.remember(FILE, ADDRESSES);
    expect(locations.find({ ...FILE, userid: 'tnv002' })).toBeUndefined();
    expect(locations.find({ ...FILE, appid: 'other' })).toBeUndefined();
    expect(locations.find({ ...FILE, appid: 'tnvideot', userid: 'nv001' })).toBeUndefined();
  });

  // Spec: CLIENT-LOCATIONS
  it('forgets after its time, and when it is told to', () => {
    const clock = new HandClock();
    const locations = new Locations(clock, 10_000);
    locations.remember(FILE, ADDRESSES);
    clock.ms += 9_999;
    expect(locations.find(FILE)).toBeDefined();
    clock.ms += 1;
    expect(locations.find(FILE)).toBeUndefined();
    locations.remember(FILE, ADDRESSES);
    locations.forget(FILE);
    expect(locations.find(FILE)).toBeUndefined();
  });

  it('keeps nothing when its time is 0, and no list without storages', () => {
    const none = new Locations(new HandClock(), 0);
    expect(none.remember(FILE, ADDRESSES)).toEqual([A, B]);
    expect(none.find(FILE)).toBeUndefined();
    const locations = new Locations(new HandClock(), 10_000);
    expect(locations.remember(FILE, [])).toEqual([]);
    expect(locations.find(FILE)).toBeUndefined();
  });

  it('knows a bounded number of users, those told last', () => {
    const locations = new Locations(new HandClock(), 10_000);
    for (let n = 0; n <= 1_000; n++) locations.remember({ ...FILE, userid: `user${n}` }, ADDRESSES);
    expect(locations.find({ ...FILE, userid: 'user0' })).toBeUndefined();
    expect(locations.find({ ...FILE, userid: 'user1' })).toBeDefined();
  });
});
