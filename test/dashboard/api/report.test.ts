/** Goal: a report stands alone, says what the store says, and takes nothing in data for markup. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import candles from '../../../pipelines/candles.ts';
import { count, log, minutes, parse, pipeline, seconds, trade, tumble, view } from '../../../src/index.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { filled, problem, served } from './api.ts';

const withoutPictures = (html: string): string => html.replace(/base64,[^"]*/g, 'base64,');

test('a report holds the total, the charts, a row for each symbol and closing prices', async () => {
  await using dashboard = await served(await filled(4));
  const { headers, text } = await dashboard.ask('/api/report.html?key=ETHBTC');
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(text).toMatch(/<h1>\d+ transactions worth \$[\d,]+/);
  expect(text.match(/<img alt="[^"]{20,}" src="data:image\/png;base64,iVBOR/g)).toHaveLength(5);
  const told = withoutPictures(text);
  expect(told).toContain('<pre>ETHBTC: 4 candles,');
  const rows = JSON.parse((await dashboard.ask('/api/views/usd-per-minute?key=BTCUSDT')).text);
  const trades = rows.reduce((sum: number, row: { trades: number }) => sum + row.trades, 0);
  expect(text).toMatch(
    new RegExp(`<th scope="row">BTCUSDT</th><td>${trades}</td><td>\\d+\\.\\d+</td><td>\\d+\\.\\d+</td>`),
  );
  expect(told).toMatch(/<th scope="col">value, \$<\/th>/);
  expect(told).toMatch(/As of: usd-per-minute <time>2024-08-08T12:03:5/);
});

test('it loads nothing and runs nothing: its policy lets its own style in alone', async () => {
  await using dashboard = await served(await filled(2, [candles]), [candles]);
  const { headers, text } = await dashboard.ask('/api/report.html');
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toContain(`default-src 'none'; img-src data:; style-src 'sha256-${hash}'`);
  expect(withoutPictures(text)).not.toMatch(/<script|<link|href=|style="|src="(?!data:)/);
  expect(style).toContain('prefers-color-scheme: dark');
});

test('of an instant it is the same each time, and is not sent again', async () => {
  const at = '/api/report.html?at=2024-08-08T12:01:30Z';
  await using before = await served(await filled(2, [candles]), [candles]);
  await using after = await served(await filled(5, [candles]), [candles]);
  const [one, two] = [await before.ask(at), await after.ask(at)];
  expect(two.text === one.text).toBe(true);
  expect(withoutPictures(one.text)).toContain(
    'As it was at <time>2024-08-08T12:01:30.000Z</time>: of what was final then.',
  );
  const again = await after.ask(at, { headers: { 'if-none-match': one.headers.etag ?? '' } });
  expect(again.status).toBe(304);
});

test('what comes from data is text', async () => {
  const s = `<b>"&'`;
  const odd = pipeline('odd')
    .from(log('crypto'))
    .pipe(parse(trade), tumble({ size: minutes(1), lateness: seconds(5), key: () => s }, { n: count() }))
    .to(view('odd', { charts: { 'odd-ones': { type: 'bar', field: 'n', title: s, each: 'key' } } }));
  await using dashboard = await served(await filled(1, [odd]), [odd]);
  const text = withoutPictures((await dashboard.ask(`/api/report.html?key=${encodeURIComponent(s)}`)).text);
  expect(text).toContain('<th scope="row">&#60;b&#62;&#34;&#38;&#39;</th>');
  expect(text).toContain('<img alt="&#60;b&#62;&#34;&#38;&#39;, &#60;b');
  expect(text).not.toContain('<b>');
});

test('a symbol that there is not is missing', async () => {
  await using dashboard = await served(await filled(1, [candles]), [candles]);
  expect(await problem(dashboard, '/api/report.html?key=nope')).toEqual([404, expect.stringMatching(/BTCUSDT/)]);
});

test('of nothing it says why there is nothing', async () => {
  await using dashboard = await served(memoryStore({ clock: new ManualClock() }), [candles]);
  const text = withoutPictures((await dashboard.ask('/api/report.html')).text);
  expect(text).toContain('<h1>Nothing has been counted yet</h1>');
  expect(text).toContain('candles has not run here yet: &#34;millrace run candles&#34;.');
});
