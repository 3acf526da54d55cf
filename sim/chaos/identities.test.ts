import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUploadRequest } from '../../src/protocol/upload.ts';
import { Identities } from './identities.ts';
import { APPID } from './names.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('the names of users and files', () => {
  it('fit into a packet, and are the same for the same numbers', () => {
    fc.assert(
      fc.property(seeds, fc.nat(2_000_000), fc.nat(1000), (seed, user, file) => {
        const [one, other] = [new Identities(seed), new Identities(seed)];
        const [userid, fileid] = [one.userid(user), one.fileid(user, file)];
        expect([other.userid(user), other.fileid(user, file)]).toEqual([userid, fileid]);
        expect(userid).not.toBe('');
        expect(fileid).not.toBe('');
        encodeUploadRequest({ appid: APPID, userid, fileid, size: 0n });
      }),
    );
  });

  it('are different for different numbers', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const identities = new Identities(seed);
        const users = Array.from({ length: 30 }, (_, user) => user);
        expect(new Set(users.map((user) => identities.userid(user))).size).toBe(users.length);
        const files = users.flatMap((user) => [0, 1, 2, 3].map((file) => identities.fileid(user, file)));
        expect(new Set(files).size).toBe(files.length);
      }),
    );
  });

  it('are alike in pairs on purpose: in the case of letters, or in the key they have in the cache', () => {
    const pairs = Array.from({ length: 200 }, (_, seed) => {
      const identities = new Identities(seed);
      return [0, 1].map((user) => ({ userid: identities.userid(user), fileid: identities.fileid(user, 0) }));
    });
    const sameLetters = pairs.filter(([a, b]) => a?.userid.toLowerCase() === b?.userid.toLowerCase());
    const sameKey = pairs.filter(([a, b]) => `${a?.userid}:${a?.fileid}` === `${b?.userid}:${b?.fileid}`);
    expect(sameLetters.length).toBeGreaterThan(5);
    expect(sameKey.length).toBeGreaterThan(5);
  });
});
