/** What the page says when there is nothing to see, and when what it follows breaks. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seconds } from '../../../src/core/time.ts';
import { browser, noBrowser } from '../../support/browser.ts';
import { type PageServer, pageServer } from '../../support/page-server.ts';
import { NOON, overviewOf } from './made-up.ts';

const none = { views: [], keys: [], key: null, at: null, past: null, charts: [] };

describe.skipIf(noBrowser)('a page', () => {
  const open = browser();
  let server: PageServer;
  beforeEach(async () => {
    const now = () => NOON + seconds(9);
    server = await pageServer((name) => (name === 'overview' ? overviewOf() : undefined), { now });
  });
  afterEach(() => server.close());
  const streams = () => server.asked.filter((url) => url === '/api/live/overview').length;

  test('draws what has changed, and nothing else', async () => {
    const cells = (i: number) =>
      overviewOf({ updated: NOON + seconds(i) }).charts.filter(({ name }) => name === 'value');
    const units = overviewOf().charts.filter(({ name }) => name === 'units');
    const put = (i: number) => server.put('overview', { ...overviewOf(), charts: [...units, ...cells(i)] });
    put(0);
    await using opened = await open(server.url);
    const { page, wrong } = opened;
    const [first, second] = [page.locator('canvas').nth(0), page.locator('canvas').nth(1)];
    await second.waitFor();
    const [before, still] = [await first.elementHandle(), await second.elementHandle()];
    put(20);
    await page.getByRole('img', { name: cells(20)[0]?.alt ?? '', exact: true }).waitFor();
    expect(await before?.evaluate((element) => element.isConnected)).toBe(false);
    expect(await still?.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.locator('canvas').count()).toBe(2);
    expect(wrong).toEqual([]);
  });

  test('says since when it is disconnected, keeps what it has, and goes on', async () => {
    await using opened = await open(server.url);
    const { page } = opened;
    const status = page.locator('[role=status]');
    await page.getByText('Live', { exact: true }).first().waitFor();
    server.refuse(503);
    await expect.poll(() => status.textContent()).toMatch(/^Disconnected since 12:00:\d\d UTC, trying again$/);
    expect(await page.locator('article').count()).toBe(5);
    server.refuse(undefined);
    await expect.poll(() => status.textContent(), { timeout: 10_000 }).toBe('Live ');
  });

  test('asks for a whole document when a change does not follow from what it has', async () => {
    await using opened = await open(server.url);
    const { page, wrong } = opened;
    await page.locator('canvas').first().waitFor();
    server.send('overview', 'patch', [{ op: 'replace', path: '/views', value: [] }], 'e/99');
    await expect.poll(streams).toBe(2);
    expect(await page.locator('article').count()).toBe(5);
    expect(wrong).toEqual([]);
  });

  test('shows what there is where it cannot be followed', async () => {
    server.refuse(503, '/api/live/');
    await using opened = await open(server.url);
    await opened.page.locator('canvas').first().waitFor();
    await opened.page.locator('[role=status]', { hasText: 'Disconnected' }).waitFor();
  });

  test('draws when what draws has come after all', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page } = opened;
    await page.route('**/assets/vega-lite.js', (route) => route.abort());
    await page.goto(server.url);
    await page.getByText('This chart cannot be drawn: /assets/vega-lite.js cannot be loaded').first().waitFor();
    await page.unroute('**/assets/vega-lite.js');
    server.put('overview', overviewOf({ updated: NOON + seconds(20) }));
    await page.locator('canvas').first().waitFor();
  });

  test('takes a stream that is silent for broken, and opens another one', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.locator('canvas').first().waitFor();
    const before = streams();
    await page.clock.fastForward(seconds(9));
    expect(streams()).toBe(before);
    server.send('overview', 'time', { now: NOON + seconds(14) });
    await page.getByText(/(1[4-9]|2\d) s ago/).waitFor();
    await page.clock.fastForward(seconds(16));
    await page.getByText('Disconnected').waitFor();
    await page.clock.fastForward(seconds(1));
    await expect.poll(streams).toBeGreaterThan(before);
    await page.locator('[role=status]', { hasText: 'Live' }).waitFor();
  });

  test('follows nothing while its tab is hidden for long, and goes on when it is seen again', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.locator('canvas').first().waitFor();
    const before = streams();
    const hide = (hidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await page.clock.fastForward(seconds(61));
    await page.clock.fastForward(seconds(61));
    expect(streams()).toBe(before);
    await hide(false);
    await expect.poll(streams).toBe(before + 1);
    await page.locator('[role=status]', { hasText: 'Live' }).waitFor();
  });

  test('follows nothing in a tab that nobody has seen yet', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page } = opened;
    await page.addInitScript(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
    await page.goto(server.url);
    await page.getByText('Connecting').waitFor();
    expect(streams()).toBe(0);
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'hidden');
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.locator('[role=status]', { hasText: 'Live' }).waitFor();
    expect(streams()).toBe(1);
  });

  test('tells why the store cannot be read', async () => {
    await using opened = await open(server.url);
    await opened.page.locator('canvas').first().waitFor();
    const trouble = { now: NOON + seconds(12), trouble: 'Redis does not answer', since: NOON + seconds(11) };
    server.send('overview', 'time', trouble);
    await opened.page.getByText('since 12:00:11 UTC: Redis does not answer').waitFor();
  });

  test('says what to run where there is nothing, and why nothing comes', async () => {
    server.put('overview', none);
    await using opened = await open(server.url);
    const { page, wrong } = opened;
    await page.getByText('npx millrace run usd-per-minute').waitFor();
    const why = 'Nothing has been committed since 11:58: start it.';
    server.put('overview', overviewOf({ state: 'stalled', why }));
    await page.locator('[role=status]', { hasText: `Stalled usd-per-minute: ${why}` }).waitFor();
    server.put('overview', overviewOf({ state: 'empty', why: 'Empty yet: "millrace run bot".' }));
    for (const place of ['#main', '[role=status]'])
      await page.locator(`${place} code`, { hasText: 'millrace run bot' }).waitFor();
    expect(await page.locator('article:visible').count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  test('says that there is no such symbol, and no such page', async () => {
    await using opened = await open(`${server.url}/assets/dashboard/page/style.css`);
    const { page } = opened;
    await page.clock.install();
    await page.goto(`${server.url}/symbols/NONE`);
    await page.getByText('There is no symbol of that name.').waitFor();
    // It is asked for again, and told again: who has come to the link by keyboard stays there.
    const back = page.getByRole('link', { name: 'To the overview' });
    await back.focus();
    const before = server.asked.length;
    await page.clock.fastForward(seconds(6));
    await expect.poll(() => server.asked.length).toBeGreaterThan(before + 1);
    expect(await back.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Symbol' }).waitFor();
  });

  test('leads who is not signed in to where that is done', async () => {
    server.refuse(401);
    await using opened = await open(`${server.url}/symbols/BTCUSDT`);
    await opened.page.waitForURL('**/sign-in?to=%2Fsymbols%2FBTCUSDT');
  });

  test('says what it needs where scripts are off', async () => {
    await using opened = await open(server.url, { javaScriptEnabled: false });
    expect(await opened.page.locator('noscript').textContent()).toContain('/api/report.html');
  });
});
