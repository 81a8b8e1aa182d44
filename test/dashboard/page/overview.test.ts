/** The page in a real browser, under the strictest policy, on documents that a test puts on a server of its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/core/time.ts';
import { browser, noBrowser } from '../../support/browser.ts';
import { type PageServer, pageServer } from '../../support/page-server.ts';
import { KEYS, NOON, overviewOf, symbolOf, type Wanted } from './made-up.ts';

const wantedOf = ({ key, at }: Readonly<Record<string, string>>): Wanted => ({
  ...(key !== undefined && !key.startsWith('NOPE') && { key }),
  at: at === undefined ? null : Number(at),
});

describe.skipIf(noBrowser)('the overview', () => {
  const open = browser();
  let server: PageServer;
  beforeAll(async () => {
    server = await pageServer(
      (name, query) => {
        if (name === 'overview') return overviewOf(wantedOf(query));
        return name === 'symbol' && KEYS.includes(query.key ?? '') ? symbolOf(wantedOf(query)) : undefined;
      },
      { now: () => NOON + seconds(4) },
    );
  });
  afterAll(() => server.close());

  test('draws each chart, named by what it shows, and breaks no rule of its policy', async () => {
    await using opened = await open(server.url);
    const { page, wrong } = opened;
    const { charts } = overviewOf();
    for (const { title, alt } of charts) {
      await page.getByRole('heading', { name: title, exact: true }).scrollIntoViewIfNeeded();
      await page.getByRole('img', { name: alt, exact: true }).waitFor();
    }
    // The treemap stands first, wherever it stands in the document.
    expect(await page.locator('article h2').first().textContent()).toMatch(/^\$[\d,]+ traded$/);
    expect(await page.locator('.foot').first().textContent()).toContain('59 windows final1 open');
    // What that line says is not said above as well.
    expect(await page.locator('.lines').first().textContent()).toBe('between 2026-11-24 11:31 and 12:01 UTC');
    expect(await page.locator('[role=status]').textContent()).toBe('Live ');
    expect(await page.locator('.age').textContent()).toMatch(
      /^last update 2026-11-24 12:00:00 UTC|12:00:00 UTC, \d s ago$/,
    );
    expect(wrong).toEqual([]);
  });

  test('draws candles over the whole width, not all at one place', async () => {
    await using opened = await open(server.url);
    const canvas = opened.page.getByRole('img', { name: /60 candles/ });
    await opened.page.getByRole('heading', { name: /candles/ }).scrollIntoViewIfNeeded();
    await canvas.waitFor();
    const painted = await canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const { data } = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height) ?? {
        data: [],
      };
      const columns = new Set<number>();
      for (let i = 0; i < data.length; i += 4) {
        const [r = 0, g = 0] = [data[i], data[i + 1]];
        if (data[i + 3] === 255 && Math.abs(r - g) > 80) columns.add((i / 4) % width);
      }
      return columns.size / width;
    });
    expect(painted).toBeGreaterThan(0.5);
  });

  test('says that what the address asks for is no moment, or no symbol, and what is shown instead', async () => {
    await using opened = await open(`${server.url}/?at=noon&key=NOPE`);
    const { page, wrong } = opened;
    const key = overviewOf().key;
    const said = page.getByText(`Shown is what is now. There is no NOPE here: shown is ${key}.`);
    await said.waitFor();
    expect(await said.textContent()).toContain('at=noon is no moment. Wanted a day and a time such as');
    await page.getByRole('combobox', { name: 'Symbol' }).selectOption('SOLUSDT');
    await said.waitFor({ state: 'hidden' });
    expect(new URL(page.url()).search).toBe('?key=SOLUSDT');
    expect(wrong).toEqual([]);
  });

  test('is chosen of by symbol, which stands in the address', async () => {
    await using opened = await open(server.url);
    const { page, wrong } = opened;
    await page.getByRole('combobox', { name: 'Symbol' }).selectOption('SOLUSDT');
    await page.getByRole('heading', { name: 'SOLUSDT, candles of one minute' }).waitFor();
    expect(new URL(page.url()).search).toBe('?key=SOLUSDT');
    await page.reload();
    await page.getByRole('heading', { name: 'SOLUSDT, candles of one minute' }).waitFor();
    await page.getByRole('link', { name: 'More of SOLUSDT' }).click();
    await page.getByRole('heading', { name: 'SOLUSDT', exact: true }).waitFor();
    expect(await page.locator('tbody tr').first().textContent()).toMatch(/^openSOLUSDT12:0012:01/);
    expect(await page.locator('dl').textContent()).toMatch(/Last[\d,.]+Least[\d,.]+Mean[\d,.]+Most[\d,.]+/);
    expect(wrong).toEqual([]);
  });

  test('goes back in time by keyboard, shows the same picture each time, and comes back', async () => {
    await using opened = await open(server.url);
    const { page, wrong } = opened;
    const slider = page.getByRole('slider');
    await page.locator('canvas').first().waitFor();
    const picture = () =>
      page
        .locator('canvas')
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const drawnOf = (at: number) => page.getByRole('img', { name: totalOf(at), exact: true }).waitFor();
    const live = await picture();

    await slider.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
    await drawnOf(NOON - minutes(3));
    expect(await slider.getAttribute('aria-valuetext')).toBe('As of 11:57:00 UTC');
    expect(await page.locator('.instant').textContent()).toBe('As of 11:57:00 UTC');
    const then = await picture();
    expect(then).not.toBe(live);

    await page.keyboard.press('End');
    await drawnOf(NOON);
    expect(await picture()).toBe(live);
    expect(new URL(page.url()).search).toBe('');
    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'One step back' }).click();
    await drawnOf(NOON - minutes(3));
    expect(await picture()).toBe(then);
    const forward = page.getByRole('button', { name: 'One step forward' });
    for (let i = 0; i < 4; i++) await forward.press('Enter');
    expect(await slider.evaluate((element) => element === document.activeElement)).toBe(true);
    await drawnOf(NOON);
    expect(wrong).toEqual([]);
  });

  test('links to what the API has of the same charts, key and instant', async () => {
    await using opened = await open(`${server.url}/?key=ETHUSDT`);
    const { page, wrong } = opened;
    const to = (name: string) => page.getByRole('link', { name, exact: true }).getAttribute('href');
    expect(await to('PNG, candles')).toBe('/api/charts/candles.png?key=ETHUSDT&view=candles');
    expect(await to('rows as CSV, candles')).toBe('/api/views/candles?format=csv&key=ETHUSDT');
    expect(await to('SVG, value')).toBe('/api/charts/value.svg?view=usd-per-minute');
    expect(await to('Report')).toBe('/api/report.html?key=ETHUSDT');
    expect([await to('Metrics'), await to('API')]).toEqual(['/metrics', '/api/views']);

    await page.goto(`${server.url}/?key=ETHUSDT&at=2026-11-24T11:57:00Z`);
    await page.locator('a[href="/api/report.html?key=ETHUSDT&at=2026-11-24T11%3A57%3A00Z"]').waitFor();
    expect(await to('PNG, candles')).toBe(
      '/api/charts/candles.png?key=ETHUSDT&at=2026-11-24T11%3A57%3A00Z&view=candles',
    );
    expect(await to('rows as CSV, value')).toBe('/api/views/usd-per-minute?format=csv&to=2026-11-24T11%3A57%3A00Z');
    expect(wrong).toEqual([]);
  });

  test.each([
    // A name as long as one may be leaves all in its place, too.
    ['light', ['/', `/?key=${'LONG'.repeat(25)}`, `/?key=NOPE${'LONG'.repeat(25)}`]],
    ['dark', ['/symbols/BTCUSDT']],
  ] as const)('fits into 400 pixels, %s', async (colorScheme, paths) => {
    await using opened = await open(server.url, { width: 400, colorScheme });
    const { page, wrong } = opened;
    for (const path of paths) {
      await page.goto(`${server.url}${path}`);
      await page.locator('canvas').first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
    }
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(14, 19, 26)' : 'rgb(245, 246, 248)');
    expect(wrong).toEqual([]);
  });
});

/** What the treemap of then is called. */
const totalOf = (at: number): string =>
  overviewOf({ at: at === NOON ? null : at }).charts.find(({ name }) => name === 'value')?.alt ?? '';
