import type { PeerInfo } from '../api/types.ts';
import { texts } from '../i18n/language.ts';
import { StateMark } from './StateMark.tsx';

interface PeersProps {
  readonly title: string;
  readonly peers: readonly PeerInfo[];
}

/** Trackers or id servers, and whether they can be reached. */
export function Peers({ title, peers }: PeersProps) {
  const t = texts.value;
  const state = ({ reachable, why }: PeerInfo): string => {
    if (reachable === null) return t.notAsked;
    return reachable ? t.reachable : [t.unreachable, why].filter(Boolean).join(': ');
  };
  return (
    <section class="peers" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {peers.length === 0 && <li class="peer-none">–</li>}
        {peers.map((peer) => (
          <li key={peer.address} title={state(peer)}>
            <StateMark state={peer.reachable === null ? 'ONLINE' : peer.reachable ? 'ACTIVE' : 'OFFLINE'} />
            <span class="code">{peer.address}</span>
            <span class={peer.reachable === false ? 'peer-why' : 'visually-hidden'}>{state(peer)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
