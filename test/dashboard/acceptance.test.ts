/**
 * Goal: what a browser shows is what the terminal tells, from the log to the screen, whatever dies in between: the real
 * programs, each in a process of its own, a real Redis and a real Chromium.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { labelOf } from '../../src/charts/numbers.ts';
import { jsonLines, Millrace, millrace, tradeAt, writeLog } from '../cli/millrace.ts';
import { browser, noBrowser } from '../support/browser.ts';
import { folderPerTest } from '../support/folder.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';

const folder = folderPerTest();
const open = browser();
const running: Millrace[] = [];
const started = (...args: readonly string[]): Millrace => {
  const one = new Millrace(args, { cwd: folder, env: { MILLRACE_LOG: 'file:.', MILLRACE_STORE: store() } });
  running.push(one);
  return one;
};
let redis: RedisServer | undefined;
const store = () => redis?.url ?? 'sqlite:millrace.db';
const end = async (one: Millrace, signal: NodeJS.Signals) => {
  one.child.kill(signal);
  await one.ended;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => end(one, 'SIGKILL')));
  await redis?.[Symbol.asyncDispose]();
  redis = undefined;
});

/** Where a dashboard listens, which is said by it first. */
async function dashboard(port = 0): Promise<{ readonly url: string; readonly process: Millrace }> {
  const process = started('dashboard', '--port', String(port));
  await process.says('http://127.0.0.1:');
  return { url: /http:\/\/127\.0\.0\.1:\d+/.exec(process.stdout)?.[0] ?? '', process };
}

const append = (...lines: readonly string[]) =>
  appendFile(join(folder, 'crypto.ndjson'), lines.map((line) => `${line}\n`).join(''));
const shows = (page: Page, title: string) => page.getByRole('heading', { name: title, exact: true }).waitFor();
const says = (page: Page, word: string) => page.locator('[role=status]', { hasText: word }).waitFor();

interface Cell {
  readonly name: string;
  readonly label: string;
}

/** What stands in the treemap's cells, as it is drawn. */
async function cellsIn(page: Page, query = ''): Promise<readonly Cell[]> {
  const text = await page.evaluate(async (asked) => (await fetch(`/api/pages/overview${asked}`)).text(), query);
  const { spec } = JSON.parse(text).charts.find(({ name }: Cell) => name === 'usd-by-symbol');
  return spec.data[0].values.slice(1);
}

const TRADES = [
  ...[tradeAt(1, 1), tradeAt(2, 2), tradeAt(3, 1, 'ETHUSDT'), tradeAt(61, 3), tradeAt(62, 2, 'ETHUSDT')],
  ...[tradeAt(63, 1, 'LTCUSDT'), tradeAt(130, 4)],
];

describe.skipIf(noBrowser)('the dashboard', () => {
  beforeEach(async () => {
    await writeLog(folder, []);
  });

  test('says what to do where nothing has run, then shows what the terminal tells, as it comes', async () => {
    const { url } = await dashboard();
    await using opened = await open(url);
    const { page, wrong } = opened;
    await page.getByText('usd-per-minute has not run').first().waitFor();

    started('run', 'usd-per-minute', 'candles');
    await append(...TRADES);
    await shows(page, '7 transactions worth $1,400');
    const rows = await millrace(['rows', 'usd-per-minute', '--json', '--store', store()], { cwd: folder });
    const worth = new Map<string, number>();
    for (const { key, value } of jsonLines(rows.stdout)) worth.set(key, (worth.get(key) ?? 0) + Number(value));
    const cells = await cellsIn(page);
    expect(cells.map(({ name, label }) => [name, label])).toEqual([...worth].map(([key, value]) => [key, `$${value}`]));

    await append(tradeAt(131, 5));
    await shows(page, '8 transactions worth $1,600');
    expect(wrong).toEqual([]);
  });

  test('shows of the market of npm start what the terminal tells, as of the same instant', async () => {
    const demo = started('demo', '--speed', '60', '--data', join(folder, 'demo'), '--port', '0');
    await demo.says('the dashboard is here');
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(demo.stderr) ?? [];
    await demo.says(' symbols ');
    await using opened = await open(url);
    const { page, wrong } = opened;
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await says(page, 'Past');
    const at = Date.parse(new URL(page.url()).searchParams.get('at') ?? '');
    await page.getByRole('img', { name: /transactions worth/ }).waitFor();
    const cells = await cellsIn(page, `?at=${at}`);

    const read = ['rows', 'usd-per-minute', '--json', '--store', `sqlite:${join(folder, 'demo/millrace.db')}`];
    const rows = jsonLines((await millrace(read, { cwd: folder })).stdout).filter((row) => row.final && row.end <= at);
    expect(rows.length).toBeGreaterThan(5);
    const sums = Map.groupBy(rows, ({ key }) => key);
    const worth = [...sums].map(([key, of]) => [key, of.reduce((sum, { value }) => sum + Number(value), 0)] as const);
    // What has no price yet is worth nothing, and has no area.
    const priced = worth.filter(([, sum]) => sum > 0).toSorted(([, a], [, b]) => b - a);
    const shown = priced.map(([key, sum]) => [key, labelOf('dollars', sum)]);
    expect(cells.map(({ name, label }) => [name, label])).toEqual(shown);
    expect(wrong).toEqual([]);
  });

  test('goes on when its server was killed and is there again', async () => {
    const first = await dashboard();
    started('run', 'usd-per-minute', 'candles');
    await append(...TRADES);
    await using opened = await open(first.url);
    const { page } = opened;
    await shows(page, '7 transactions worth $1,400');
    await end(first.process, 'SIGKILL');
    await says(page, 'Disconnected');
    await append(tradeAt(131, 5));
    await dashboard(Number(new URL(first.url).port));
    await shows(page, '8 transactions worth $1,600');
    await says(page, 'Live');
  });

  test.skipIf(noRedis)('goes on when its store was killed and is there again', async () => {
    redis = await redisServer('--appendonly', 'yes', '--appendfsync', 'always');
    const { url } = await dashboard();
    started('run', 'usd-per-minute', 'candles');
    await append(...TRADES);
    await using opened = await open(url);
    const { page, wrong } = opened;
    await shows(page, '7 transactions worth $1,400');
    await redis.kill();
    try {
      await says(page, 'Store unreachable');
      await append(tradeAt(131, 5));
    } finally {
      await redis.start();
    }
    await shows(page, '8 transactions worth $1,600');
    await says(page, 'Live');
    expect(wrong).toEqual([]);
  });

  test('shows the same picture of an instant each time, whatever came since', async () => {
    const { url } = await dashboard();
    started('run', 'usd-per-minute', 'candles');
    await append(...TRADES);
    await using opened = await open(url);
    const { page, wrong } = opened;
    await shows(page, '7 transactions worth $1,400');
    const back = async () => {
      await page.getByRole('slider').focus();
      await page.keyboard.press('Home');
      await shows(page, '3 transactions worth $600');
      const canvas = page.locator('canvas').first();
      await page.getByRole('img', { name: /^3 transactions worth/ }).waitFor();
      return canvas.evaluate((element) => Reflect.get(element, 'toDataURL').call(element));
    };
    const then = await back();
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    await append(tradeAt(131, 5));
    await shows(page, '8 transactions worth $1,600');
    expect(await back()).toBe(then);
    expect(wrong).toEqual([]);
  });
});
