import { signal } from '@preact/signals';
import { announce } from './announce.ts';
import { type Countdown, startCountdown } from './countdown.ts';

const PLAIN_MS = 5_000;

/** A short notice at the edge of the page. */
export interface Toast {
  readonly key: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly action: { readonly label: string; readonly run: () => void } | undefined;
  /** Milliseconds it stays, which its bar shows. */
  readonly stayMs: number;
  readonly countdown: Countdown;
  /** Whether time stands still: the pointer is on it, or the keyboard. */
  readonly held: boolean;
}

export interface ToastOptions {
  readonly tone?: 'plain' | 'bad';
  readonly stayMs?: number;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Runs when its time is over. */
  readonly onOver?: () => void;
}

/** What is shown, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

let made = 0;

/** Shows a notice and has it read out; returns the key that takes it away. */
export function showToast(text: string, options: ToastOptions = {}): number {
  const { tone = 'plain', stayMs = PLAIN_MS, action, onOver } = options;
  made++;
  const key = made;
  const countdown = startCountdown(stayMs, () => {
    dropToast(key);
    onOver?.();
  });
  toasts.value = [...toasts.value, { key, text, tone, action, stayMs, countdown, held: false }];
  announce(text);
  return key;
}

/** Takes a notice away. */
export function dropToast(key: number): void {
  toasts.value.find((toast) => toast.key === key)?.countdown.cancel();
  toasts.value = toasts.value.filter((toast) => toast.key !== key);
}

/** Lets a notice's time stand still, or go on. */
export function holdToast(key: number, held: boolean): void {
  const toast = toasts.value.find((candidate) => candidate.key === key);
  if (toast === undefined || toast.held === held) return;
  if (held) toast.countdown.hold();
  else toast.countdown.release();
  toasts.value = toasts.value.map((candidate) => (candidate.key === key ? { ...candidate, held } : candidate));
}
