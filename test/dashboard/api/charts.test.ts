/** Goal: charts that views declare are to be had as pictures, now and then, and what cannot be is told with its status. */
import { expect, test } from 'vitest';
import candles from '../../../pipelines/candles.ts';
import { count, log, minutes, parse, pipeline, seconds, trade, tumble, view } from '../../../src/index.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { NOON } from '../../support/market.ts';
import { BOTH, filled, problem, served, sizeOf } from './api.ts';

const textsIn = (svg: string) => [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text = '']) => text);

test('a chart is a picture of what its view holds, in the format and the size that is asked for', async () => {
  await using dashboard = await served(await filled(4));
  const png = await dashboard.ask('/api/charts/usd-over-time.png');
  expect(png.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-cache' });
  expect(sizeOf(png.body)).toEqual([1_600, 1_000]);
  const small = await dashboard.ask('/api/charts/usd-over-time.png?scale=0.5&width=1000&height=400');
  expect(sizeOf(small.body)).toEqual([500, 200]);
  const svg = await dashboard.ask('/api/charts/usd-by-symbol.svg');
  expect(svg.headers['content-type']).toMatch(/^image\/svg\+xml/);
  expect(textsIn(svg.text).join(' ')).toMatch(/BTCUSDT.*transactions worth \$/s);
  const again = await dashboard.ask('/api/charts/usd-by-symbol.svg', {
    headers: { 'if-none-match': svg.headers.etag ?? '' },
  });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  const head = await dashboard.ask('/api/charts/usd-by-symbol.svg', { method: 'HEAD' });
  expect([head.status, head.body.length]).toEqual([200, 0]);
});

test('a chart of each key is of the one that is asked for, or of the one that has most', async () => {
  await using dashboard = await served(await filled(4));
  const [most, one, other] = await Promise.all(
    ['', '?key=ETHBTC', '?key=ethbtc'].map((query) => dashboard.ask(`/api/charts/candles.svg${query}`)),
  );
  expect(textsIn(most?.text ?? '')[0]).not.toBe('');
  expect(textsIn(one?.text ?? '')).toContain('ETHBTC, candles of a minute');
  expect(other?.text).toBe(one?.text);
  const none = await problem(dashboard, '/api/charts/candles.png?key=NOPE');
  expect(none).toEqual([404, expect.stringMatching(/^candles has no NOPE .* There is: BTCUSDT, ETHBTC, ETHUSDT\.$/)]);
  await using empty = await served(memoryStore({ clock: new ManualClock() }));
  expect((await empty.ask('/api/charts/candles.png?key=NOPE')).status).toBe(200);
});

test('of an instant it is the same, byte for byte, whatever came since', async () => {
  const at = '?at=2024-08-08T12:02:10Z';
  await using before = await served(await filled(3));
  await using after = await served(await filled(6));
  for (const name of ['usd-by-symbol.png', 'candles.svg']) {
    const [a, b] = await Promise.all([before, after].map((one) => one.ask(`/api/charts/${name}${at}`)));
    expect(a?.body.equals(b?.body ?? Buffer.alloc(0)), name).toBe(true);
    expect(a?.headers.etag).toBe(b?.headers.etag);
  }
});

test('the charts that there are', async () => {
  await using dashboard = await served(await filled(1));
  const { charts } = JSON.parse((await dashboard.ask('/api/charts')).text);
  expect(charts.map(({ name, each }: { name: string; each: string }) => [name, each])).toEqual([
    ...[
      ['usd-by-symbol', null],
      ['units-by-symbol', null],
      ['trades-and-usd', null],
      ['usd-over-time', null],
    ],
    ['candles', 'key'],
  ]);
  expect(charts[0]).toEqual({
    ...{ name: 'usd-by-symbol', view: 'usd-per-minute', pipeline: 'usd-per-minute', type: 'treemap', each: null },
    ...{ last: 3_600_000, window: 60_000, png: '/api/charts/usd-by-symbol.png', svg: '/api/charts/usd-by-symbol.svg' },
  });
});

test('what cannot be drawn is refused with the status of its reason', async () => {
  const other = pipeline('other')
    .from(log('crypto'))
    .pipe(parse(trade), tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { n: count() }))
    .to(view('others', { charts: { candles: { type: 'bar', field: 'n' } } }));
  await using dashboard = await served(await filled(3, [...BOTH, other]), [...BOTH, other]);
  const chart = (rest: string) => problem(dashboard, `/api/charts/${rest}`);
  expect(await chart('none.png')).toEqual([
    404,
    expect.stringMatching(/There is: usd-by-symbol, units-by.*, candles\.$/),
  ]);
  expect(await chart('usd-by-symbol')).toEqual([404, 'A picture is NAME.png or NAME.svg.']);
  expect(await chart('candles.png')).toEqual([
    409,
    expect.stringMatching(/which one: \?view=candles, \?view=others\./),
  ]);
  expect(await chart('candles.png?view=usd-per-minute')).toEqual([404, expect.stringMatching(/candles of others\.$/)]);
  expect((await dashboard.ask('/api/charts/candles.svg?view=others')).status).toBe(200);
  expect(await chart(`usd-by-symbol.png?at=${NOON + 1e9}`)).toEqual([400, expect.stringMatching(/not known yet/)]);
  expect(await chart('usd-by-symbol.png?at=12:00')).toEqual([400, expect.stringMatching(/at is no moment/)]);
  for (const query of ['scale=9', 'scale=0', 'width=10', 'width=99999', 'size=1', 'scale=x', 'at=']) {
    expect((await chart(`usd-by-symbol.png?${query}`))[0], query).toBe(400);
  }
  const changed = { ...candles, options: { version: 2 } };
  await using broken = await served(await filled(1), [changed]);
  expect((await problem(broken, '/api/charts/candles.png'))[0]).toBe(409);
  await using empty = await served(memoryStore({ clock: new ManualClock() }));
  expect(textsIn((await empty.ask('/api/charts/candles.svg')).text).join(' ')).toContain('has not run');
});
