import { Box, BoxParser, DataStream } from 'mp4box';

/** A box with a body that is there already. */
export function rawBox(type: string, body: Uint8Array): Box {
  const box = new Box(body.length);
  box.type = type;
  // The writer takes the memory of an array from its very start, which in a Buffer belongs to others.
  box.data = new Uint8Array(body);
  return box;
}

type Container = 'moov' | 'trak' | 'mdia' | 'minf' | 'stbl' | 'edts' | 'mvex';

/** A box of boxes. */
export function boxOf(type: Container, ...boxes: readonly Box[]): Box {
  const box = new BoxParser.box[type]();
  box.boxes = [];
  for (const inner of boxes) box.boxes.push(inner);
  return box;
}

/** The bytes of boxes in a row. */
export function written(...boxes: readonly Box[]): Buffer {
  const stream = new DataStream();
  for (const box of boxes) box.write(stream);
  return Buffer.from(stream.buffer, 0, stream.byteLength);
}
