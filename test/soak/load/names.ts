import { Identities } from '../../../sim/chaos/identities.ts';
import { APPID } from '../../../sim/chaos/names.ts';
import type { FileAddress } from '../../../src/protocol/fileAddress.ts';
import { GATEWAY_USERID } from '../site/machines.ts';

/** The names of users and files by their numbers; user 0 is the gateway's. */
export interface Names {
  userid(user: number): string;
  file(user: number, file: number): FileAddress;
}

/** Names as in the simulator: some are long, some differ in little, some make one cache key of two files. */
export class OddNames implements Names {
  readonly #identities: Identities;

  constructor(seed: number) {
    this.#identities = new Identities(seed);
  }

  userid(user: number): string {
    return user === 0 ? GATEWAY_USERID : this.#identities.userid(user + 1);
  }

  file(user: number, file: number): FileAddress {
    const fileid = user === 0 ? `g${file}` : this.#identities.fileid(user + 1, file);
    return { appid: APPID, userid: this.userid(user), fileid };
  }
}

/** Names that deployed storages can tell apart as well: no file id comes twice, none has a colon. */
export const PLAIN_NAMES: Names = {
  userid: (user) => (user === 0 ? GATEWAY_USERID : `user${user}`),
  file: (user, file) => ({ appid: APPID, userid: PLAIN_NAMES.userid(user), fileid: `u${user}f${file}` }),
};
