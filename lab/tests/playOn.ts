import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeVideo } from '../../test/e2e/madeVideo.ts';
import type { Viewing } from '../load/viewing.ts';
import { FLOATING_IP } from '../network/addresses.ts';
import { PORTS } from '../parts/daemon.ts';
import { withoutHost } from './hurts.ts';
import type { Trial } from './trial.ts';

const PLAYER = join(import.meta.dirname, '../load/player.ts');
const WISH = { seconds: 40, bitrate: 1_500_000 };
/** The gateway's host dies in the middle of the video: from here on, for so long. */
const STRIKE = { fromMs: 8_000, forMs: 8_000 };
const FILEID = 'video';

/**
 * A video made by ffmpeg is played through the floating address while the host of its gateway loses its power: it goes
 * on without standing still, to its last byte. Rejects when it does not.
 */
export async function playOn(trial: Trial): Promise<void> {
  const { site, load, say } = trial;
  const { client } = site;
  const prng = trial.prngOf('play-on');
  const outside = join(client.disk, 'srv/video.mp4');
  await makeVideo(outside, WISH);
  await load.ask({ ask: 'put', path: '/srv/video.mp4', fileid: FILEID });
  await trial.calm('before play-on');
  const url = `http://${FLOATING_IP}:${PORTS.http.listen}/files/${FILEID}`;
  const player = client.spawn('player', [process.execPath, PLAYER, url, String(WISH.seconds)], { piped: true });
  const { stdout, stderr } = player.child;
  if (stdout === null || stderr === null) throw new Error('the player has no pipes');
  const said = Promise.all([text(stdout), text(stderr)]);
  await sleep(STRIKE.fromMs + prng.below(STRIKE.forMs));
  const host = await site.keepalived.master();
  const endHurting = trial.felt.begin(withoutHost(site, host), trial.nowMs);
  await host.powerOff();
  const [viewing, complaint] = await said;
  if ((await player.ended) !== 0) throw new Error(`the player ended early: ${complaint}`);
  await site.revive(host);
  await trial.calm('after play-on');
  endHurting(trial.nowMs);
  await load.ask({ ask: 'remove', fileid: FILEID });
  const seen = JSON.parse(viewing) as Viewing;
  const wanted = createHash('sha256').update(readFileSync(outside)).digest('hex');
  if (seen.sha256 !== wanted) throw new Error(`the player got ${seen.bytes} bytes that are not the video's`);
  if (seen.stalls > 0)
    throw new Error(`the picture stood still ${seen.stalls} times, ${seen.stalledMs.toFixed(0)} ms in all`);
  const { retries, leastAheadSeconds } = seen;
  say(
    `play-on (${host.name}): ${WISH.seconds} s of video went on while its gateway's host lost its power; ` +
      `${retries} requests made again, never less than ${leastAheadSeconds.toFixed(1)} s in store`,
  );
}
