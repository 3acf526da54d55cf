import { type Browser, chromium } from 'playwright-core';
import { findBinary } from '../services/binary.ts';

/** What Chromium is started with: without a screen, without anything it would do by itself, and videos may begin alone. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** Milliseconds a browser may take to start, and something in it to show; a busy machine takes long. */
export const PATIENCE_MS = 120_000;

/** Starts a headless Chromium, which the caller closes. */
export function launchChromium(args: readonly string[] = CHROMIUM_FLAGS): Promise<Browser> {
  return chromium.launch({ executablePath: findBinary('chromium') ?? '', args: [...args], timeout: PATIENCE_MS });
}
