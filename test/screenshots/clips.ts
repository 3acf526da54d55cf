import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from '../services/binary.ts';

/** A clip that ffmpeg draws. */
interface Clip {
  readonly name: string;
  readonly seconds: number;
  /** An ffmpeg source with its filters. */
  readonly picture: string;
}

const SIZE = 'size=640x360';
/** Two waves that meet, in the colours of a sunset. */
const WAVES =
  `nullsrc=${SIZE}:rate=1,format=yuv420p,geq=lum='128+60*sin(hypot(X-180,Y-120)/14+T)+60*sin(hypot(X-470,Y-260)/14-T)'` +
  `:cb='110+30*sin(X/190)':cr='158+34*cos(Y/120)'`;
/** Grains of light above a dark horizon. */
const STARS =
  `nullsrc=${SIZE}:rate=1,format=yuv420p,geq=lum='if(gt(random(1),0.9988),235,20+max(0,Y-190)/4)'` +
  `:cb='150-max(0,Y-90)/6':cr='118+max(0,Y-90)/5',gblur=sigma=0.7`;

/** What the library of the screenshots holds, oldest first. */
export const CLIPS: readonly Clip[] = [
  { name: 'Test card.mp4', seconds: 45, picture: 'smptehdbars=size=640x360:rate=5' },
  {
    name: 'Descent into the set.mp4',
    seconds: 312,
    picture: `mandelbrot=${SIZE}:rate=1:maxiter=900:start_scale=1.2,hue=h=200`,
  },
  {
    name: 'Game of life.mp4',
    seconds: 3_724,
    picture:
      'life=size=160x90:rate=1:mold=14:ratio=0.12:death_color=#1d4e89:life_color=#f7c59f:seed=7,scale=640:360:flags=neighbor',
  },
  {
    name: 'Dusk over the dunes.mp4',
    seconds: 134,
    picture: `gradients=${SIZE}:rate=2:speed=0.003:nb_colors=4:c0=0x20255a:c1=0x8c3b73:c2=0xe8745a:c3=0xf9d38c:x0=320:y0=0:x1=320:y1=360:seed=3`,
  },
  { name: '两列波的相遇.mp4', seconds: 208, picture: WAVES },
  {
    name: 'Seahorse valley.mp4',
    seconds: 96,
    picture: `mandelbrot=${SIZE}:rate=1:maxiter=1200:start_x=-0.7453:start_y=0.1127:start_scale=0.012:end_scale=0.006:end_pts=200,hue=h=45:s=0.8`,
  },
  { name: 'Night drive, full length.mp4', seconds: 5_412, picture: STARS },
];

/** Draws the clips into a folder; resolves to their paths, oldest first. */
export async function drawClips(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, seconds, picture } of CLIPS) {
    const path = join(folder, name);
    await promisify(execFile)(findBinary('ffmpeg') ?? 'ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-frames:v', '60'],
      ...['-vf', `setpts=N/60*${seconds}/TB`, '-fps_mode', 'vfr', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '2'],
      ...['-pix_fmt', 'yuv420p', '-movflags', '+faststart', path],
    ]);
    paths.push(path);
  }
  return paths;
}
