import { describe, expect, test } from 'vitest';
import { marketClient } from '../../../src/exchange/client.ts';
import { answering } from '../../support/answering.ts';
import { testClock } from '../../support/clock.ts';

const MINUTE = 60_000;
const candle = (n: number) => [
  ...[n * MINUTE, '1.0', '2.0', '0.5', '1.5', '9.0', (n + 1) * MINUTE - 1],
  ...['9.0', 3, '4.0', '4.0', '0'],
];

/** An exchange whose symbol has a candle a minute, numbered from 0; the last one is open. */
async function exchangeOf(candles: number) {
  let more = 0;
  const exchange = await answering(({ path }) => {
    if (path === 'time') return { body: { serverTime: (candles - 1) * MINUTE + 30_000 } };
    const query = new URLSearchParams(path.split('?')[1]);
    const from = query.get('startTime');
    const to = Number(query.get('endTime') ?? Number.POSITIVE_INFINITY);
    const limit = Math.min(1_000, Number(query.get('limit')));
    const all = Array.from({ length: candles + more }, (_, n) => n).filter(
      (n) => n * MINUTE >= Number(from ?? 0) && n * MINUTE <= to,
    );
    more++; // a new candle between any two requests
    return { body: (from === null ? all.slice(-limit) : all.slice(0, limit)).map(candle) };
  });
  return { exchange, client: marketClient({ url: exchange.url, clock: testClock() }) };
}
const opened = (rows: readonly { readonly openTime: number }[]) => rows.map(({ openTime }) => openTime / MINUTE);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('klines', () => {
  test('are the last 500 of a minute, unless told otherwise; the last is open', async () => {
    const { exchange, client } = await exchangeOf(700);
    const rows = await client.klines('BTCUSDT');
    expect(opened(rows)).toEqual(range(200, 700));
    expect(rows.map(({ isClosed }) => isClosed)).toEqual(range(0, 500).map((n) => n < 499));
    expect(exchange.paths()).toEqual(['time', 'klines?symbol=BTCUSDT&interval=1m&limit=500']);
  });

  test('beyond 1,000 are asked for page by page, from the last backwards, none twice', async () => {
    const { exchange, client } = await exchangeOf(5_000);
    expect(opened(await client.klines('BTCUSDT', { limit: 2_500 }))).toEqual(range(2_500, 5_000));
    expect(exchange.asked).toHaveLength(4);
  });

  test('are as many as there are', async () => {
    const { client } = await exchangeOf(1_500);
    expect((await client.klines('BTCUSDT', { limit: 4_000 })).length).toBe(1_500);
  });

  test('from a start are the first ones, to an end all of them', async () => {
    const { client } = await exchangeOf(5_000);
    const startTime = 1_000 * MINUTE;
    expect(opened(await client.klines('BTCUSDT', { startTime, limit: 1_200 }))).toEqual(range(1_000, 2_200));
    expect(opened(await client.klines('BTCUSDT', { startTime }))).toEqual(range(1_000, 1_500));
    const to = { endTime: 3_499 * MINUTE };
    expect(opened(await client.klines('BTCUSDT', { startTime, ...to }))).toEqual(range(1_000, 3_500));
    expect(opened(await client.klines('BTCUSDT', { ...to, limit: 3 }))).toEqual(range(3_497, 3_500));
  });

  test('are not cut off in silence', async () => {
    const { client } = await exchangeOf(30_000);
    await expect(client.klines('BTCUSDT', { startTime: 0, endTime: 25_000 * MINUTE })).rejects.toMatchObject({
      code: 'LIMIT',
      message: 'There are more than 20000 klines between these times: ask in parts.',
    });
  }, 20_000);

  test.each(['1H', '1min', '60', '', '2d', '1D'])('of an interval of %j are not asked for', async (interval) => {
    const { exchange, client } = await exchangeOf(1);
    await expect(client.klines('BTCUSDT', { interval })).rejects.toMatchObject({
      code: 'CONFIG',
      message: `The interval of klines is "${interval}", wanted one of 1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M; the case matters, 1m is a minute and 1M a month.`,
    });
    expect(exchange.asked).toEqual([]);
  });

  test('of a minute and of a month are two things', async () => {
    const { exchange, client } = await exchangeOf(1);
    await client.klines('BTCUSDT', { interval: '1M', limit: 1 });
    expect(exchange.paths().at(-1)).toBe('klines?symbol=BTCUSDT&interval=1M&limit=1');
  });
});
