import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findBinary } from '../services/binary.ts';

/** What a video is to be like. */
export interface VideoWish {
  readonly seconds: number;
  /** Bits a second of the picture; noise fills them. */
  readonly bitrate: number;
  /** After how many seconds picture and sound begin anew; to encode new ones is nearly all that a video costs. */
  readonly repeatSeconds?: number;
  /** Where its index is: before all else, after it, or a piece of it before each fragment. */
  readonly index?: keyof typeof INDEX;
}

const INDEX = {
  first: ['-movflags', '+faststart'],
  last: [],
  fragments: ['-movflags', '+frag_keyframe+empty_moov+default_base_moof'],
} as const;

const run = promisify(execFile);

/** Has ffmpeg make an MP4 with moving picture and sound, its index first unless wished otherwise. */
export async function makeVideo(
  path: string,
  { seconds, bitrate, repeatSeconds = 4, index = 'first' }: VideoWish,
): Promise<void> {
  const ffmpeg = findBinary('ffmpeg') ?? 'ffmpeg';
  const picture = `testsrc2=size=640x360:rate=25,noise=alls=40:allf=t`;
  const clip = `${path}.clip.mp4`;
  await run(ffmpeg, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=330'],
    ...['-t', String(Math.min(seconds, repeatSeconds)), '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-pix_fmt', 'yuv420p', '-g', '50', '-b:v', String(bitrate), '-minrate', String(bitrate)],
    ...['-maxrate', String(bitrate), '-bufsize', String(bitrate), '-c:a', 'aac', clip],
  ]);
  try {
    await run(ffmpeg, [
      ...['-v', 'error', '-y', '-stream_loop', '-1', '-i', clip, '-t', String(seconds), '-c', 'copy'],
      ...INDEX[index],
      path,
    ]);
  } finally {
    await rm(clip);
  }
}
