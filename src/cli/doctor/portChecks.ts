import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Address, formatAddress } from '../../host/address.ts';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';
import { ask, whoAnswers } from './ask.ts';
import { portOwner } from './portOwner.ts';

/** Whether each daemon can listen where it is told to, or does so already. */
export async function checkPorts(daemons: readonly ConfiguredDaemon[]): Promise<Finding[]> {
  const findings = doubles(daemons);
  for (const daemon of daemons) {
    const { listen } = daemon.settings.config;
    const what = `${daemon.kind} ${formatAddress(listen)}`;
    const who = await whoAnswers(listen);
    if (who === daemon.kind) findings.push({ level: 'ok', what, text: `${NAMES[who]} answers` });
    else findings.push(await freeOrTaken(listen, what, who));
    const { watch } = daemon.settings;
    if (watch !== undefined) findings.push(await checkWatch(watch, who === daemon.kind));
  }
  return findings;
}

const NAMES = { tracker: 'a tracker', id: 'an id server', storage: 'a storage', http: 'a gateway' } as const;

/** Two daemons at one address: the second will not start. */
function doubles(daemons: readonly ConfiguredDaemon[]): Finding[] {
  const taken = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { file, settings } of daemons) {
    for (const address of [settings.config.listen, settings.watch]) {
      if (address === undefined) continue;
      const text = formatAddress(address);
      const other = taken.get(text);
      taken.set(text, file);
      if (other === undefined) continue;
      findings.push({
        level: 'problem',
        what: file,
        text: `it listens at ${text}, as ${other} does`,
        advice: 'give one of them another port',
      });
    }
  }
  return findings;
}

async function freeOrTaken(address: Address, what: string, who: string): Promise<Finding> {
  if (who === 'nobody') {
    const reason = await whyNotListen(address);
    if (reason === undefined) return { level: 'ok', what, text: 'the port is free' };
    if (reason === 'EADDRNOTAVAIL') {
      return {
        level: 'problem',
        what,
        text: 'this machine has no such address',
        advice: 'correct it, or take 0.0.0.0',
      };
    }
    if (reason === 'EACCES') {
      return { level: 'problem', what, text: 'this account may not listen there', advice: 'take a port from 1024 on' };
    }
  }
  const owner = portOwner(address.port);
  const somebody = who === 'nobody' || who === 'stranger' ? 'somebody else' : `a ${who} of TNV`;
  return {
    level: 'problem',
    what,
    text: `${somebody} has the port${owner === undefined ? '' : `: ${owner}`}`,
    advice: `stop that, or choose another port (as root, ss -ltnp 'sport = :${address.port}' tells who it is)`,
  };
}

/** Why nobody could listen there now; undefined when one could. */
async function whyNotListen({ host, port }: Address): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    server.close();
  }
}

async function checkWatch(address: Address, running: boolean): Promise<Finding> {
  const what = `watch ${formatAddress(address)}`;
  const request = Buffer.from('GET /health HTTP/1.1\r\nhost: doctor\r\nconnection: close\r\n\r\n');
  const answer = await ask(address, request, () => false);
  if (answer === undefined) {
    if (!running) return freeOrTaken(address, what, 'nobody');
    return {
      level: 'warning',
      what,
      text: 'its daemon runs, but nobody answers here',
      advice: 'start the daemon again',
    };
  }
  const [head = '', body = ''] = String(answer).split('\r\n\r\n');
  if (head.startsWith('HTTP/1.1 200 ')) return { level: 'ok', what, text: 'the daemon says that it is healthy' };
  if (!head.startsWith('HTTP/1.1 503 ')) return freeOrTaken(address, what, 'stranger');
  return {
    level: 'warning',
    what,
    text: `the daemon says that it is not healthy: ${body.trim()}`,
    advice: 'look at its log',
  };
}
