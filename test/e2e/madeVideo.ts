import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findBinary } from '../services/binary.ts';

/** What a video is to be like. */
export interface VideoWish {
  readonly seconds: number;
  /** Bits a second of the picture; noise fills them. */
  readonly bitrate: number;
}

/** Has ffmpeg make an MP4 with moving picture and sound, its index first. */
export async function makeVideo(path: string, { seconds, bitrate }: VideoWish): Promise<void> {
  const picture = `testsrc2=size=640x360:rate=25,noise=alls=40:allf=t`;
  await promisify(execFile)(findBinary('ffmpeg') ?? 'ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=330'],
    ...['-t', String(seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50'],
    ...['-b:v', String(bitrate), '-minrate', String(bitrate), '-maxrate', String(bitrate), '-bufsize', String(bitrate)],
    ...['-c:a', 'aac', '-movflags', '+faststart', path],
  ]);
}
