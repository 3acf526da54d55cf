import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { makeVideo } from '../../test/e2e/madeVideo.ts';
import { monotonicMs } from '../load/messages.ts';
import type { Watching, WatchingLine } from '../load/watching.ts';
import { FLOATING_IP } from '../network/addresses.ts';
import { PORTS } from '../parts/daemon.ts';
import type { Trial } from './trial.ts';

const BROWSER = join(import.meta.dirname, '../load/browser.ts');
/** 45 MB: much more than browser and sockets take ahead of the picture, and not so much that the page plays it in pieces. */
const WISH = { seconds: 40, bitrate: 9_000_000 };
/** After the picture has begun to move the gateway dies so much later, at most. */
const STRIKE_MAX_MS = 5_000;
const FILEID = 'film';
/** What is nearer to the end of a video than this is its end. */
const END_SECONDS = 0.5;

/**
 * Chromium on the clients' host plays a video by the gateway's page, through the floating address, while the gateway that
 * has the address is killed: the picture goes on to its end, and what was missing came from the other gateway. Rejects when
 * it does not. Spec: PAGE-GOES-ON.
 */
export async function playInBrowser(trial: Trial): Promise<void> {
  const { site, load, say } = trial;
  const { client } = site;
  const prng = trial.prngOf('play-in-browser');
  await makeVideo(join(client.disk, `srv/${FILEID}.mp4`), WISH);
  await load.ask({ ask: 'put', path: `/srv/${FILEID}.mp4`, fileid: FILEID });
  await trial.calm('before play-in-browser');
  const gateway = `http://${FLOATING_IP}:${PORTS.http.listen}`;
  const browser = client.spawn('browser', [process.execPath, BROWSER, gateway, FILEID], { piped: true });
  const { stdout, stderr } = browser.child;
  if (stdout === null || stderr === null) throw new Error('the browser has no pipes');
  const isMoving = Promise.withResolvers<void>();
  const watched = Promise.withResolvers<Watching>();
  createInterface(stdout).on('line', (text) => {
    const line = JSON.parse(text) as WatchingLine;
    if ('watched' in line) watched.resolve(line.watched);
    else isMoving.resolve();
  });
  const complaint = text(stderr);
  void browser.ended.then(async (code) => {
    const error = new Error(`the browser ended with ${code}: ${await complaint}`);
    isMoving.reject(error);
    watched.reject(error);
  });
  // Whichever of the two is awaited first tells of its end.
  watched.promise.catch(() => undefined);
  await isMoving.promise;
  await trial.someTime(prng, STRIKE_MAX_MS);
  const host = await site.keepalived.master();
  const strikeMs = monotonicMs();
  await site.daemons.on(host, 'http').kill();
  const { playedTo, duration, longestStallMs, askedMs } = await watched.promise;
  await site.daemons.revive(host);
  await trial.calm('after play-in-browser');
  await load.ask({ ask: 'remove', fileid: FILEID });
  const again = askedMs.filter((ms) => ms > strikeMs).length;
  if (playedTo < duration - END_SECONDS) {
    throw new Error(`the picture stands still at ${playedTo.toFixed(1)} of ${duration.toFixed(1)} s`);
  }
  if (again === 0) throw new Error('the browser had all of the video when its gateway was killed: nothing was tried');
  say(
    `play-in-browser (${host.name}): Chromium played ${duration.toFixed(1)} s of video to the end while its gateway was killed; ` +
      `asked ${again} times after that, the picture stood still for ${(longestStallMs / 1000).toFixed(1)} s at most`,
  );
}
