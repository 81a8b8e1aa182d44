import { expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { CRASH, drive, PAUSE } from '../../src/testing.ts';

/** At so many seconds past noon; as Binance streams a trade, and as the producer tells prices. */
const at = (seconds: number) => Date.UTC(2024, 7, 8, 12, 0, seconds);
const tick = (time: number, prices: object) => ({ e: 'tick', E: time, prices });
const trade = (s: string, t: number, T: number, p: string, q: string) => ({ e: 'trade', E: T, s, t, p, q, T, m: true });

test('tells what changed hands in each minute, in US dollars, whatever happens to the process', async () => {
  const { rows, rejected, counts } = await drive(usdPerMinute, [
    tick(at(0), { BTC: '60000' }),
    trade('BTCUSDT', 1, at(1), '61000', '0.5'),
    trade('ETHBTC', 1, at(2), '0.05', '1'), // no tick is old enough yet: counted, but not priced
    PAUSE, // what came so far is committed
    trade('ETHBTC', 2, at(30), '0.05', '2'),
    trade('ETHBTC', 2, at(30), '0.05', '2'), // sent twice
    CRASH, // the process is killed, and reads again from its last commit
    trade('BTCUSDT', 2, at(59), '61000', '0.1'),
    trade('BTCUSDT', 3, at(64), '62000', '1'), // opens the next minute; the first one waits 5 s for stragglers
    trade('ETHBTC', 3, at(58), '0.05', '1'), // one of them
    trade('BTCUSDT', 4, at(65), '62000', '1'), // now it is final
    trade('ETHBTC', 4, at(59), '0.05', '1'), // and this one too late
    'BTCUSDT 61000',
  ]);

  expect(rows).toMatchObject([
    { key: 'BTCUSDT', start: at(0), final: true, trades: 2, units: 0.6, value: 36_600, unpriced: 0 },
    { key: 'ETHBTC', start: at(0), final: true, trades: 3, units: 4, value: 9_000, unpriced: 1 },
    { key: 'BTCUSDT', start: at(60), final: false, trades: 2, units: 2, value: 124_000, unpriced: 0 },
  ]);
  expect(rejected.map(({ reason, text }) => [reason, text.slice(0, 13)])).toEqual([
    ['late', '{"e":"trade",'],
    ['unparsable', 'BTCUSDT 61000'],
  ]);
  expect(counts).toMatchObject({ records: 11, ticks: 1, duplicates: 1, folded: 7 });
});
