import { createInterface } from 'node:readline';
import { contentOf } from '../../sim/chaos/content.ts';
import { Client } from '../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../src/client/clientConfig.ts';
import { fileSource } from '../../src/client/sources/fileSource.ts';
import type { Address } from '../../src/host/address.ts';
import { createLog } from '../../src/host/node/log.ts';
import { createNodeHost } from '../../src/host/node/nodeHost.ts';
import type { FileAddress } from '../../src/protocol/fileAddress.ts';
import { Crowd } from '../../test/soak/load/crowd.ts';
import { gatewaySaid } from '../../test/soak/load/gateway.ts';
import { History } from '../../test/soak/load/history.ts';
import { Journal } from '../../test/soak/load/journal.ts';
import { lookAgain } from '../../test/soak/load/lookAgain.ts';
import { SoakWire } from '../../test/soak/site/soakWire.ts';
import { GATEWAY_PORT, TRACKER_PORT } from '../site/siteKeys.ts';
import { across } from './across.ts';
import { type Answers, type Line, type LoadPlan, monotonicMs, type Request } from './messages.ts';
import { Probes } from './probes.ts';
import { tapped, wireToText } from './tapped.ts';

// The process of all clients, on a host of their own: requests come as lines of JSON, answers and probes go out so.

const PACE = { hands: 2, pauseMaxMs: 250 };
/** Who waits for an answer when the address moves waits in vain: only patience that ends helps. */
const GATEWAY_TIMEOUT_MS = 10_000;
const APPID = 'tnvideo';
const VIEWER = 'tnv001';

const plan = JSON.parse(process.argv[2] ?? '{}') as LoadPlan;
const nowMs = (): number => monotonicMs() - plan.zeroMs;
const nodeHost = createNodeHost({ hostname: 'client', log: createLog({ level: 'error' }) });
const trackers = [{ host: plan.front, port: TRACKER_PORT }];
const wire = new SoakWire(nowMs);
const history = new History(new Journal('/var/log/operations.jsonl', nowMs), nowMs);
const crowd = new Crowd(
  {
    trackers,
    idServers: plan.idServers.map(addressOf),
    gateway: { host: plan.front, port: GATEWAY_PORT },
    gatewayTimeoutMs: GATEWAY_TIMEOUT_MS,
    hostOf: (name) => {
      const real = createNodeHost({ hostname: name, log: createLog({ level: 'error' }) });
      return tapped(real, name, wire, plan.servers);
    },
    onGone: (client, askedMs) => wire.refusals.push(gatewaySaid(client, askedMs, nowMs())),
  },
  history,
  { seed: plan.seed, movesOver: false },
  nowMs,
  PACE,
);
const probes = new Probes(crowd, nowMs, (probed) => say({ probed }));
const forever = new AbortController().signal;

let rest = new AbortController();
let working: Promise<unknown> = Promise.resolve();
let uploads = 0;

createInterface(process.stdin)
  .on('line', (line) => void answer(JSON.parse(line) as Request))
  .once('close', () => process.exit(0));

async function answer(request: Request): Promise<void> {
  const { number } = request;
  try {
    say({ number, answer: await answerTo(request) });
  } catch (error) {
    say({ number, error: (error as Error).stack ?? String(error) });
  }
}

async function answerTo(request: Request): Promise<Answers[keyof Answers]> {
  switch (request.ask) {
    case 'work':
      await probes.prepare();
      rest = new AbortController();
      working = Promise.all([crowd.work(rest.signal), probes.work(rest.signal)]);
      working.catch((error: Error) => {
        process.stderr.write(`${error.stack}\n`);
        process.exit(1);
      });
      return null;
    case 'rest':
      rest.abort();
      await working;
      return null;
    case 'look':
      return lookAgain(crowd, nowMs, forever);
    case 'history':
      return history.entries;
    case 'wire':
      return wireToText(wire);
    case 'across': {
      const file = { userid: VIEWER, fileid: `across${++uploads}` };
      const readers = request.readers.map(addressOf);
      return across(nodeHost, addressOf(request.upload), readers, file, contentOf(uploads, request.bytes));
    }
    case 'put': {
      const source = await fileSource(nodeHost.disk, request.path);
      await asViewer((client) => client.upload(fileOf(request.fileid), source));
      return null;
    }
    case 'remove':
      await asViewer((client) => client.delete(fileOf(request.fileid)));
      return null;
  }
}

/** Has a client of the gateway's user do something. */
async function asViewer(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(nodeHost, { ...CLIENT_DEFAULTS, trackers });
  await work(client).finally(() => client.close());
}

function fileOf(fileid: string): FileAddress {
  return { appid: APPID, userid: VIEWER, fileid };
}

function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function addressOf(text: string): Address {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
}
