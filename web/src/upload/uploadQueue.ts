import { signal } from '@preact/signals';
import { type ApiError, asApiError } from '../api/apiError.ts';
import type { MediaFile } from '../api/types.ts';
import { TaskQueue } from '../ui/taskQueue.ts';
import { SpeedMeter } from './speedMeter.ts';

/** Uploads that are sent at once. */
const PARALLEL = 2;

/** Sends a file. Rejects with an `ApiError`, or with the signal's reason. */
export type SendFile = (file: File, onProgress: (sent: number) => void, signal: AbortSignal) => Promise<MediaFile>;

export type UploadStage =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly sent: number; readonly bytesPerSecond: number | undefined }
  /** All bytes are out, the storage has not said yes. */
  | { readonly kind: 'storing' }
  | { readonly kind: 'done'; readonly file: MediaFile }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'cancelled' };

/** A file on its way. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly stage: UploadStage;
}

/** What the queue works with. */
export interface UploadParts {
  readonly send: SendFile;
  readonly nowMs: () => number;
  readonly onEnd: (upload: Upload) => void;
}

/** Uploads, two at once, the others in the order they came. Spec: PAGE-UPLOAD. */
export class UploadQueue {
  /** Everything that was not dismissed, in the order it came. */
  readonly uploads = signal<readonly Upload[]>([]);
  readonly #parts: UploadParts;
  readonly #tasks = new TaskQueue(PARALLEL);
  readonly #cancels = new Map<number, () => void>();
  #made = 0;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  /** Uploads still waiting or under way. */
  get active(): readonly Upload[] {
    return this.uploads.value.filter(isActive);
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      this.#made++;
      const upload: Upload = { key: this.#made, file, stage: { kind: 'waiting' } };
      this.uploads.value = [...this.uploads.value, upload];
      this.#enqueue(upload);
    }
  }

  /** Stops an upload; what was sent of it is thrown away. */
  cancel(key: number): void {
    this.#cancels.get(key)?.();
  }

  /** Sends one again that failed or was cancelled. */
  retry(key: number): void {
    const upload = this.uploads.value.find((candidate) => candidate.key === key);
    if (upload === undefined || (upload.stage.kind !== 'failed' && upload.stage.kind !== 'cancelled')) return;
    this.#stage(key, { kind: 'waiting' });
    this.#enqueue(upload);
  }

  /** Takes one that has ended out of the list. */
  dismiss(key: number): void {
    this.uploads.value = this.uploads.value.filter((upload) => upload.key !== key || isActive(upload));
  }

  /** Takes all that have ended out of the list. */
  clear(): void {
    this.uploads.value = this.uploads.value.filter(isActive);
  }

  #enqueue({ key, file }: Upload): void {
    const cancelled = new AbortController();
    const takeOut = this.#tasks.add(() => this.#run(key, file, cancelled.signal));
    this.#cancels.set(key, () => {
      takeOut();
      cancelled.abort();
      this.#end(key, { kind: 'cancelled' });
    });
  }

  async #run(key: number, file: File, cancelled: AbortSignal): Promise<void> {
    const meter = new SpeedMeter();
    const note = (sent: number): void => {
      if (cancelled.aborted) return;
      meter.note(this.#parts.nowMs(), sent);
      const all = file.size > 0 && sent >= file.size;
      this.#stage(key, all ? { kind: 'storing' } : { kind: 'sending', sent, bytesPerSecond: meter.bytesPerSecond });
    };
    note(0);
    try {
      const stored = await this.#parts.send(file, note, cancelled);
      if (!cancelled.aborted) this.#end(key, { kind: 'done', file: stored });
    } catch (error) {
      if (!cancelled.aborted) this.#end(key, { kind: 'failed', error: asApiError(error) });
    }
  }

  #end(key: number, stage: UploadStage): void {
    this.#cancels.delete(key);
    const ended = this.#stage(key, stage);
    if (ended !== undefined) this.#parts.onEnd(ended);
  }

  #stage(key: number, stage: UploadStage): Upload | undefined {
    this.uploads.value = this.uploads.value.map((upload) => (upload.key === key ? { ...upload, stage } : upload));
    return this.uploads.value.find((upload) => upload.key === key);
  }
}

/** Whether an upload still waits or is under way. */
export function isActive({ stage }: Upload): boolean {
  return stage.kind === 'waiting' || stage.kind === 'sending' || stage.kind === 'storing';
}

/** Those under way first, in the order they came; behind them what has ended, the latest first. */
export function activeFirst(uploads: readonly Upload[]): readonly Upload[] {
  const ended = uploads.filter((upload) => !isActive(upload));
  return [...uploads.filter(isActive), ...ended.reverse()];
}
