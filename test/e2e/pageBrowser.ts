import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ensureBinary } from '../services/binary.ts';
import { launchChromium, PATIENCE_MS } from './chromiumLaunch.ts';

/** Why the page cannot be tried here; undefined when it can. */
export const missingForPage = (await ensureBinary('chromium', 'chromium')) ?? (await ensureBinary('ffmpeg', 'ffmpeg'));
if (missingForPage !== undefined) process.stderr.write(`tnv tests: SKIPPING the page: ${missingForPage}\n`);

/** What kind of viewer looks. */
export interface Viewer {
  readonly locale?: string;
  readonly colors?: 'light' | 'dark';
  readonly phone?: boolean;
}

/** A viewer's window onto the page. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and complaints of the browser, those about refused requests aside. */
  readonly faults: string[];
  /** Everything that was asked for. */
  readonly addresses: readonly string[];
}

/** A headless Chromium for windows that know nothing of each other. */
export class PageBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<PageBrowser> {
    return new PageBrowser(await launchChromium());
  }

  /** A new window; nothing is open in it yet. */
  async window({ locale = 'en-US', colors = 'light', phone = false }: Viewer = {}): Promise<Window> {
    const context = await this.#browser.newContext({
      locale,
      colorScheme: colors,
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      isMobile: phone,
      hasTouch: phone,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const faults: string[] = [];
    const addresses: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      const refused = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !refused) faults.push(message.text());
    });
    page.on('request', (request) => addresses.push(request.url()));
    return { page, context, faults, addresses };
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
