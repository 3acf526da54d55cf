import type { Host } from '../host/host.ts';
import { runCommand } from '../host/runCommand.ts';

/** Where a host's cable ends. */
export interface Socket {
  /** Its link is down until `heal`. */
  cut(): Promise<void>;
  /** What comes in and goes out is dropped, silently, until `heal`. */
  drop(): Promise<void>;
  heal(): Promise<void>;
  /** The cable is gone for good. */
  unplug(): Promise<void>;
}

const BRIDGE = 'br0';
/** Sets of sockets, and of pairs of sockets, between which the switch forwards nothing. */
const RULES = `
table bridge lab {
  set cut { type ifname; }
  set apart { type ifname . ifname; }
  chain forward {
    type filter hook forward priority 0; policy accept;
    iifname @cut drop
    oifname @cut drop
    iifname . oifname @apart drop
  }
}
`;

/** The switch all hosts are at: a host of its own with a bridge. */
export class Switch {
  readonly #host: Host;
  readonly #prefixLength: number;

  constructor(host: Host, prefixLength: number) {
    this.#host = host;
    this.#prefixLength = prefixLength;
  }

  async powerOn(): Promise<void> {
    await this.#host.powerOn();
    await this.#host.sh(`ip link add ${BRIDGE} type bridge; ip link set ${BRIDGE} up; nft -f -`, [], { input: RULES });
  }

  /** Ends it at once. */
  async end(): Promise<void> {
    await this.#host.end();
  }

  /** Lays a cable to a host, where it is eth0 with the host's address. */
  async plugIn(host: Host): Promise<Socket> {
    const port = portOf(host);
    // Only in the network of the switch: its processes do not see the host's, which is named by its pid outside.
    const veth = ['ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(host.pid)];
    await runCommand(['nsenter', `--net=/proc/${this.#host.pid}/ns/net`], veth);
    await this.#host.exec(['ip', 'link', 'set', port, 'master', BRIDGE, 'up']);
    await host.sh(`ip address add "$1" dev eth0; ip link set eth0 up`, [`${host.ip}/${this.#prefixLength}`]);
    const nft = (what: string): Promise<unknown> => this.#host.exec(['nft', ...what.split(' ')]);
    return {
      cut: async () => void (await this.#host.exec(['ip', 'link', 'set', port, 'down'])),
      drop: async () => void (await nft(`add element bridge lab cut { ${port} }`)),
      heal: async () => {
        await this.#host.exec(['ip', 'link', 'set', port, 'up']);
        await nft(`add element bridge lab cut { ${port} }`);
        await nft(`delete element bridge lab cut { ${port} }`);
      },
      unplug: async () => void (await this.#host.exec(['ip', 'link', 'delete', port])),
    };
  }

  /** Nothing goes from one host to the other or back any more, silently; all others are reached. */
  async partFrom(one: Host, other: Host): Promise<void> {
    await this.#host.exec(['nft', `add element bridge lab apart { ${pairsOf(one, other)} }`]);
  }

  /** Undoes `partFrom`. */
  async rejoin(one: Host, other: Host): Promise<void> {
    await this.#host.exec(['nft', `delete element bridge lab apart { ${pairsOf(one, other)} }`]);
  }
}

/** Name of the switch's end of a host's cable. */
function portOf(host: Host): string {
  return `to-${host.name}`;
}

function pairsOf(one: Host, other: Host): string {
  return `${portOf(one)} . ${portOf(other)}, ${portOf(other)} . ${portOf(one)}`;
}
