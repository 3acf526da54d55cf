import { Identities } from '../../../sim/chaos/identities.ts';
import { APPID } from '../../../sim/chaos/names.ts';
import type { FileAddress } from '../../../src/protocol/fileAddress.ts';
import { GATEWAY_USERID } from '../site/machines.ts';

/** The names of users and files by their numbers, as in the simulator; user 0 is the gateway's. */
export class Names {
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
