import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
/** A reason to skip what needs a browser, where there is none; else false. */
export const noBrowser: string | false = existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}`;

const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong in the page so far: errors, what its policy forbade, and requests to elsewhere. */
  readonly wrong: readonly string[];
}

export interface Look {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
}

/** One Chromium for all tests of a file. What it opens is a window of its own, without cookies, closed by `await using`. */
export function browser(): (url: string, look?: Look) => Promise<Opened> {
  let started: Browser | undefined;
  beforeAll(async () => {
    if (!noBrowser) started = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });
  afterAll(() => started?.close());
  return async (url, { width = 1280, ...look } = {}) => {
    if (!started) throw new Error('The browser has not started.');
    const context = await started.newContext({ viewport: { width, height: 900 }, ...look });
    const page = await context.newPage();
    const wrong: string[] = [];
    // A request that fails, or is refused, is told of here too; where a test wants that it looks for other words.
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(url).origin)) wrong.push(`asked for ${request.url()}`);
    });
    await page.goto(url);
    return { page, wrong, [Symbol.asyncDispose]: () => context.close() };
  };
}
