import { type Address, formatAddress } from '../../host/address.ts';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';
import { type Answerer, reachable, whoAnswers } from './ask.ts';

type Peer = 'tracker' | 'id';
const NAMES: Readonly<Record<Peer, string>> = { tracker: 'tracker', id: 'id server' };

/** Whether the trackers and id servers that daemons name answer, and whether what daemons are told fits together. */
export async function checkPeers(daemons: readonly ConfiguredDaemon[]): Promise<Finding[]> {
  const peers = new Map<string, { kind: Peer; address: Address }>();
  for (const daemon of daemons) {
    for (const { kind, address } of peersOf(daemon)) peers.set(`${kind} ${formatAddress(address)}`, { kind, address });
  }
  const findings: Finding[] = [];
  for (const [what, { kind, address }] of peers) {
    const who = await whoAnswers(address);
    const ownListens = daemons
      .filter((daemon) => daemon.kind === kind)
      .map(({ settings }) => settings.config.listen)
      .some((listen) => listen.port === address.port && reachable(listen.host) === reachable(address.host));
    findings.push(peerFinding(what, kind, who, ownListens));
  }
  return [...findings, ...contradictions(daemons)];
}

function peersOf(daemon: ConfiguredDaemon): { kind: Peer; address: Address }[] {
  const all = (kind: Peer, addresses: readonly Address[]) => addresses.map((address) => ({ kind, address }));
  if (daemon.kind === 'storage') {
    const { trackers, idServers } = daemon.settings.config;
    return [...all('tracker', trackers), ...all('id', idServers)];
  }
  return daemon.kind === 'http' ? all('tracker', daemon.settings.client.trackers) : [];
}

function peerFinding(what: string, kind: Peer, who: Answerer, ours: boolean): Finding {
  if (who === kind) return { level: 'ok', what, text: 'it answers' };
  const start = `start it (tnv ${kind} -c …)`;
  if (who !== 'nobody') {
    return { level: 'problem', what, text: `no ${NAMES[kind]} is there, but ${who}`, advice: 'correct the address' };
  }
  if (ours) return { level: 'warning', what, text: 'nobody answers yet', advice: start };
  const advice = `${start}, or correct the address; look at firewalls when it runs`;
  return { level: 'problem', what, text: 'nobody answers', advice };
}

/** What one daemon was told against what another one was. */
function contradictions(daemons: readonly ConfiguredDaemon[]): Finding[] {
  const findings: Finding[] = [];
  for (const tracker of daemons) {
    if (tracker.kind !== 'tracker') continue;
    const { checkActiveIntervalMs, appids } = tracker.settings.config;
    for (const daemon of daemons) {
      if (daemon.kind === 'storage' && daemon.settings.config.heartBeatIntervalMs * 2 > checkActiveIntervalMs) {
        findings.push({
          level: 'warning',
          what: daemon.file,
          text: `its heartbeats are too far apart for the check_active_interval of ${tracker.file}: it will seem to be offline`,
          advice: 'make check_active_interval some times tnv_heart_beat_interval',
        });
      }
      if (daemon.kind === 'http' && !appids.includes(daemon.settings.config.appid)) {
        findings.push({
          level: 'problem',
          what: daemon.file,
          text: `${tracker.file} does not serve its application ${daemon.settings.config.appid}`,
          advice: 'add it to tnv_apps_id, or correct tnv_appid',
        });
      }
    }
  }
  return findings;
}
