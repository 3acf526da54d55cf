import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';

/** A sample as a reader of segments finds it. */
export interface FoundSample {
  readonly track: number;
  readonly decodeTime: number;
  readonly shift: number;
  readonly duration: number;
  readonly key: boolean;
  readonly bytes: Buffer;
}

/**
 * Reads the samples of segments, each by the offset that its run tells. A library reads the boxes; its own list of
 * samples would ignore the offset of a second run.
 */
export function readSegments(init: Buffer, segments: readonly Buffer[]): FoundSample[] {
  return segments.flatMap((segment) => readSegment(parsed(init, segment), segment, init.length));
}

function parsed(...parts: readonly Buffer[]): ISOFile {
  const file = createFile(true);
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(Buffer.concat(parts)).buffer, 0));
  file.flush();
  return file;
}

function readSegment({ moofs }: ISOFile, segment: Buffer, start: number): FoundSample[] {
  const found: FoundSample[] = [];
  for (const moof of moofs) {
    for (const { tfhd, tfdt, truns } of moof.trafs) {
      let decodeTime = tfdt.baseMediaDecodeTime;
      for (const trun of truns) {
        let at = (moof.start ?? 0) - start + trun.data_offset;
        for (const [index, duration] of trun.sample_duration.entries()) {
          const size = trun.sample_size[index] ?? 0;
          found.push({
            track: tfhd.track_id,
            decodeTime,
            shift: trun.sample_composition_time_offset[index] ?? 0,
            duration,
            key: ((trun.sample_flags[index] ?? 0) & 0x10000) === 0,
            bytes: segment.subarray(at, at + size),
          });
          at += size;
          decodeTime += duration;
        }
      }
    }
  }
  return found;
}
