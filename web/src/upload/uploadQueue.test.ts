import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/apiError.ts';
import type { MediaFile } from '../api/types.ts';
import { SpeedMeter } from './speedMeter.ts';
import { activeFirst, type Upload, UploadQueue } from './uploadQueue.ts';

/** A send that the test drives. */
interface Sent {
  readonly name: string;
  readonly progress: (sent: number) => void;
  readonly signal: AbortSignal;
  readonly stored: () => Promise<void>;
  readonly refused: (error: ApiError) => Promise<void>;
}

function scene() {
  const sends: Sent[] = [];
  const ended: Upload[] = [];
  let nowMs = 0;
  const queue = new UploadQueue({
    nowMs: () => nowMs,
    onEnd: (upload) => ended.push(upload),
    send: (file, progress, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<MediaFile>();
      const settled = async (): Promise<void> => {
        await promise.catch(() => undefined);
        await new Promise((later) => setTimeout(later));
      };
      const stored = (): Promise<void> => {
        resolve({
          ...{ id: `id of ${file.name}`, name: file.name, type: '', size: file.size },
          ...{ uploadedAt: null, url: '', hlsUrl: null },
        });
        return settled();
      };
      const refused = (error: ApiError): Promise<void> => {
        reject(error);
        return settled();
      };
      sends.push({ name: file.name, progress, signal, stored, refused });
      return promise;
    },
  });
  const add = (...names: string[]): void => queue.add(names.map((name) => new File([new Uint8Array(1_000)], name)));
  const stages = (): string[] => queue.uploads.value.map(({ file, stage }) => `${file.name} ${stage.kind}`);
  const sent = (name: string): Sent => {
    const found = sends.findLast((send) => send.name === name);
    if (found === undefined) throw new Error(`${name} was not sent`);
    return found;
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { queue, sends, ended, add, stages, sent, pass };
}

// Spec: PAGE-UPLOAD
describe('the queue of uploads', () => {
  it('sends two at a time, in the order they came', async () => {
    const { add, stages, sent } = scene();
    add('a', 'b');
    add('c', 'd');
    expect(stages()).toEqual(['a sending', 'b sending', 'c waiting', 'd waiting']);
    await sent('b').stored();
    expect(stages()).toEqual(['a sending', 'b done', 'c sending', 'd waiting']);
  });

  it('tells how much is sent and how fast, and when only the storage is left', () => {
    const { queue, add, sent, pass } = scene();
    add('a');
    pass(500);
    sent('a').progress(400);
    expect(queue.uploads.value[0]?.stage).toEqual({ kind: 'sending', sent: 400, bytesPerSecond: 800 });
    sent('a').progress(1_000);
    expect(queue.uploads.value[0]?.stage).toEqual({ kind: 'storing' });
  });

  it('cancels one under way and one that waits, and goes on with the next', async () => {
    const { queue, add, stages, sent, sends } = scene();
    add('a', 'b', 'c', 'd');
    const [a, , c] = queue.uploads.value;
    queue.cancel(c?.key ?? 0);
    queue.cancel(a?.key ?? 0);
    expect(sent('a').signal.aborted).toBe(true);
    await sent('a').refused(new ApiError(0, 'aborted'));
    expect(stages()).toEqual(['a cancelled', 'b sending', 'c cancelled', 'd sending']);
    expect(sends.map(({ name }) => name)).toEqual(['a', 'b', 'd']);
  });

  it('keeps an upload that failed, with the reason, and sends it again when asked to', async () => {
    const { queue, add, stages, sent, ended } = scene();
    add('a');
    const key = queue.uploads.value[0]?.key ?? 0;
    await sent('a').refused(new ApiError(507, 'full'));
    expect(ended[0]?.stage).toMatchObject({ kind: 'failed', error: { status: 507 } });
    queue.retry(key);
    expect(stages()).toEqual(['a sending']);
    await sent('a').stored();
    queue.retry(key);
    expect(stages()).toEqual(['a done']);
    expect(ended).toHaveLength(2);
  });

  it('forgets what has ended, never what is under way', async () => {
    const { queue, add, stages, sent } = scene();
    add('a', 'b', 'c');
    await sent('a').stored();
    for (const { key } of queue.uploads.value) queue.dismiss(key);
    expect(stages()).toEqual(['b sending', 'c sending']);
    await sent('b').refused(new ApiError(413, ''));
    queue.clear();
    expect(stages()).toEqual(['c sending']);
    expect(queue.active).toHaveLength(1);
  });

  it('is shown with those under way first, and what has ended latest first', async () => {
    const { queue, add, sent } = scene();
    add('a', 'b', 'c', 'd');
    await sent('a').stored();
    await sent('b').refused(new ApiError(507, ''));
    const shown = activeFirst(queue.uploads.value).map(({ file, stage }) => `${file.name} ${stage.kind}`);
    expect(shown).toEqual(['c sending', 'd sending', 'b failed', 'a done']);
  });

  it('takes no word of an upload that was cancelled', async () => {
    const { queue, add, stages, sent, ended } = scene();
    add('a');
    queue.cancel(queue.uploads.value[0]?.key ?? 0);
    sent('a').progress(900);
    await sent('a').stored();
    expect(stages()).toEqual(['a cancelled']);
    expect(ended).toHaveLength(1);
  });
});

describe('a speed', () => {
  it('is unknown at first', () => {
    const meter = new SpeedMeter();
    expect(meter.bytesPerSecond).toBeUndefined();
    meter.note(0, 0);
    meter.note(100, 5_000);
    expect(meter.bytesPerSecond).toBeUndefined();
  });

  it('is that of the last seconds, not of the whole way', () => {
    const meter = new SpeedMeter();
    for (let second = 0; second <= 20; second++) meter.note(second * 1_000, second * 1_000_000);
    for (let second = 21; second <= 30; second++) meter.note(second * 1_000, 20_000_000 + (second - 20) * 1_000);
    expect(meter.bytesPerSecond).toBe(1_000);
  });
});
