/** Goal: whoever asks for rows gets those of `millrace rows`, byte for byte, all of them, and each once. */
import { expect, test } from 'vitest';
import usdPerMinute from '../../../pipelines/usd-per-minute.ts';
import { count, file, parse, pipeline, total, trade, view } from '../../../src/index.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { sqliteStore } from '../../../src/store/sqlite.ts';
import { millrace } from '../../cli/millrace.ts';
import type { TestDashboard } from '../../support/dashboard.ts';
import { fold, tradeLog } from '../../support/folded.ts';
import { folderPerTest, IN_MEMORY } from '../../support/folder.ts';
import { NOON } from '../../support/market.ts';
import { BOTH, filled, problem, served } from './api.ts';

const cwd = folderPerTest(IN_MEMORY);
const rowsIn = async (dashboard: TestDashboard, query: string) =>
  JSON.parse((await dashboard.ask(`/api/views/usd-per-minute${query}`)).text);

test('rows are those of millrace rows, byte for byte', async () => {
  const store = await sqliteStore(`${cwd}/s.db`, { clock: virtualClock(NOON) });
  await fold(usdPerMinute, tradeLog(5), { store, clock: virtualClock(NOON) });
  await using dashboard = await served(store);
  const rows = async (...options: readonly string[]) => {
    const args = ['rows', 'usd-per-minute', ...options, '--store', `sqlite:${cwd}/s.db`];
    return (await millrace(args, { cwd: process.cwd() })).stdout;
  };
  const [csv, json] = await Promise.all([
    rows('--csv', '--from', '2024-08-08T12:01Z', '--to', '2024-08-08T12:03Z'),
    rows('--json', '--key', 'ETHBTC'),
  ]);
  expect(Math.min(csv.length, json.length)).toBeGreaterThan(300);
  const asked = async (query: string) => (await dashboard.ask(`/api/views/usd-per-minute?${query}`)).text;
  expect(await asked('key=ETHBTC')).toBe(`[\n${json.trimEnd().replaceAll('\n', ',\n')}\n]\n`);
  for (const from of ['2024-08-08T12:01Z', '2024-08-08T14:01%2B02:00', '2024-08-08T14:01+02:00', '2024-08-08T12:01']) {
    expect(await asked(`from=${from}&to=${NOON + 180_000}&format=csv`), from).toBe(csv);
  }
  await store.close();
});

test('pages behind each other hold each row once, whatever their size and wherever they end', async () => {
  await using dashboard = await served(await filled(7));
  const all = await rowsIn(dashboard, '');
  expect(all).toHaveLength(21);
  for (const limit of [1, 2, 3, 5, 20, 21]) {
    const pages: unknown[][] = [];
    for (let query: string | undefined = `?limit=${limit}`; query !== undefined; ) {
      const { text, headers } = await dashboard.ask(`/api/views/usd-per-minute${query}`);
      pages.push(JSON.parse(text));
      query = /^<\/api\/views\/usd-per-minute(\?.*)>; rel="next"$/.exec(headers.link ?? '')?.[1];
    }
    expect(pages.flat()).toEqual(all);
    expect(pages.slice(0, -1).map((page) => page.length)).toEqual(pages.slice(1).map(() => limit));
  }
  const { headers } = await dashboard.ask('/api/views/usd-per-minute?limit=1&to=2030-01-01&from=2024-01-01&format=csv');
  const query = `from=${NOON}&after=BTCUSDT&to=${Date.UTC(2030, 0, 1)}&limit=1&format=csv`;
  expect(headers.link).toBe(`</api/views/usd-per-minute?${query}>; rel="next"`);
});

test('left out, the range is the last hour, and of a job all', async () => {
  const job = pipeline('all')
    .from(file('crypto.ndjson', { end: true }))
    .pipe(parse(trade), total({ key: 'symbol' }, { n: count() }))
    .to(view('all'));
  await using dashboard = await served(await filled(90, [usdPerMinute, job]), [usdPerMinute, job]);
  const starts = new Set((await rowsIn(dashboard, '')).map(({ start }: { start: number }) => start));
  expect([starts.size, Math.min(...(starts as Set<number>))]).toEqual([61, NOON + 29 * 60_000]);
  const before = new Set((await rowsIn(dashboard, `?to=${NOON + 120_000}`)).map((row: { start: number }) => row.start));
  expect([...before]).toEqual([NOON, NOON + 60_000]);
  const totals = JSON.parse((await dashboard.ask('/api/views/all')).text);
  expect(totals).toMatchObject([{ key: 'BTCUSDT' }, { key: 'ETHBTC' }, { key: 'ETHUSDT' }]);
  expect(JSON.parse((await dashboard.ask('/api/views/all?limit=2')).text)).toHaveLength(2);
});

test('CSV is for who asks for it', async () => {
  await using dashboard = await served(await filled(1));
  const typeFor = async (accept: string, query = '') =>
    (await dashboard.ask(`/api/views/candles${query}`, { headers: { accept } })).headers['content-type'];
  const [csv, json] = ['text/csv; charset=utf-8; header=present', 'application/json; charset=utf-8'];
  expect(await typeFor('text/csv')).toBe(csv);
  expect(await typeFor('text/csv, application/json')).toBe(csv);
  expect(await typeFor('text/csv;q=0.5, */*;q=0.1')).toBe(csv);
  expect(await typeFor('application/json, text/csv')).toBe(json);
  expect(await typeFor('text/html, text/csv;q=0')).toBe(json);
  expect(await typeFor('*/*')).toBe(json);
  expect(await typeFor('text/csv', '?format=json')).toBe(json);
  expect((await dashboard.ask('/api/views/candles?format=csv&key=no')).text).toBe('');
  expect((await dashboard.ask('/api/views/candles?key=no')).text).toBe('[]\n');
});

test('what has not changed is not sent again, and HEAD says what GET would', async () => {
  await using dashboard = await served(await filled(1));
  const first = await dashboard.ask('/api/views/candles');
  expect(first.headers).toMatchObject({
    'cache-control': 'no-cache',
    etag: expect.stringMatching(/^"/),
    vary: 'Accept',
  });
  const again = await dashboard.ask('/api/views/candles', { headers: { 'if-none-match': first.headers.etag ?? '' } });
  expect([again.status, again.text]).toEqual([304, '']);
  const head = await dashboard.ask('/api/views/candles', { method: 'HEAD' });
  expect([head.status, head.text, head.headers.etag]).toEqual([200, '', first.headers.etag]);
});

test('the views that there are say what they hold, and since when', async () => {
  await using dashboard = await served(await filled(2, [usdPerMinute]));
  const { views } = JSON.parse((await dashboard.ask('/api/views')).text);
  expect(views).toMatchObject([
    { name: 'usd-per-minute', pipeline: 'usd-per-minute', since: NOON },
    { name: 'candles', since: null, until: null, problem: 'candles has not run in memory:: millrace run candles.' },
  ]);
  expect(views[0].fields[2]).toEqual({ name: 'value', computes: 'sum(usd)' });
  expect(views[0].until).toBeGreaterThan(NOON + 110_000);
});

test('what cannot be asked for is refused in a sentence', async () => {
  await using dashboard = await served(await filled(1, [usdPerMinute]));
  const of = '/api/views/usd-per-minute';
  const missing = 'There is no view of that name. There is: usd-per-minute, candles.';
  expect(await problem(dashboard, '/api/views/none')).toEqual([404, missing]);
  expect((await problem(dashboard, '/api/views/candles'))[0]).toBe(404);
  expect(await problem(dashboard, `${of}?from=12:00`)).toEqual([400, expect.stringMatching(/^from is no moment/)]);
  expect(await problem(dashboard, `${of}?to=2024-02-30`)).toEqual([
    400,
    expect.stringMatching(/a day that there is not/),
  ]);
  expect((await problem(dashboard, `${of}?from=2024-08-09&to=2024-08-08`))[1]).toMatch(/No window.* starts from/);
  for (const query of ['limit=0', 'limit=10001', 'limit=x', 'format=xml', 'of=1', `key=${'k'.repeat(201)}`, 'from=']) {
    expect((await problem(dashboard, `${of}?${query}`))[0], query).toBe(400);
  }
  await using alone = await served(await filled(1), BOTH.slice(1));
  expect((await problem(alone, of))[1]).toMatch(/It is kept by usd-per-minute, whose file is not here\./);
});
