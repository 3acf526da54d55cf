import { encodePacket, nameInItem, type Piece } from './layout.ts';
import type { ExampleValues, Field, Layout, Packets } from './packets.ts';

/** A packet that the specification shows, byte by byte. */
export interface Example {
  readonly title: string;
  readonly pieces: readonly Piece[];
  /** What each field says, in words. */
  readonly notes: ReadonlyMap<string, string>;
}

/** The example of a request (`JOIN`), of a success reply (`JOIN reply`) or of a failure (`failure`). */
export function exampleOf(packets: Packets, name: string): Example {
  if (name === 'failure') {
    return example(
      packets,
      packets.failure,
      'failure',
      packets.replyCommands.storage,
      packets.failureStatus,
      'storage',
    );
  }
  const packet = packets.packets.find((each) => name === each.name || name === `${each.name} reply`);
  if (packet === undefined) throw new RangeError(`no packet ${name}`);
  return name === packet.name
    ? example(packets, packet, name, packet.command, 0, packet.name)
    : example(packets, packet.reply, name, packet.reply.command, 0, packet.to);
}

function example(
  packets: Packets,
  layout: Layout,
  title: string,
  command: number,
  status: number,
  commandMeans: string,
): Example {
  const values = layout.example ?? {};
  const pieces = encodePacket(packets, layout, { command, status }, values);
  const notes = notesOf(layout.fields, values, (name) => name);
  const bodyBytes = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0) - 10;
  notes.set('bodyLength', `${bodyBytes}`).set('command', `${command} ${commandMeans}`).set('status', `${status}`);
  return { title, pieces, notes };
}

function notesOf(
  fields: readonly Field[],
  values: ExampleValues,
  nameOf: (name: string) => string,
): Map<string, string> {
  const notes = new Map<string, string>();
  for (const { name, type, of = [] } of fields) {
    const value = values[name] ?? '';
    if (typeof value !== 'object') notes.set(nameOf(name), shown(type, value));
    else {
      value.forEach((item, at) => {
        for (const [key, note] of notesOf(of, item, (inner) => nameInItem(at + 1, inner))) notes.set(key, note);
      });
    }
  }
  return notes;
}

function shown(type: string, value: number | string): string {
  if (type === 'text') return JSON.stringify(value);
  return type === 'bytes' ? JSON.stringify(Buffer.from(String(value), 'hex').toString()) : String(value);
}
