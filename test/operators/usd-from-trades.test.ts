import { describe, expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { file } from '../../src/logs/file/file.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { usd } from '../../src/operators/usd.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tickAt, tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

const from = (source: ReturnType<typeof file>) =>
  pipeline('priced')
    .from(source)
    .pipe(parse(trade), usd({ from: 'trades' }))
    .to(print());

async function dollars(items: readonly Item[], batch = 1) {
  const { writes } = await drive(from(file('trades.ndjson')), items, { batch });
  return written(writes.print).map((value) => value.usd);
}

const btc = (T: number, p: string) => tradeAt(T, { p });
const inBtc = (T: number) => tradeAt(T, { s: 'ETHBTC', p: '0.05', q: '2' });

describe("usd({ from: 'trades' })", () => {
  test.each(BATCHES)(
    'takes the last trade in tether in front of each trade in the log, in reads of %d',
    async (batch) => {
      const items = [inBtc(1), btc(2, '100'), inBtc(3), btc(4, '200'), btc(3, '300'), inBtc(5)];
      expect(await dollars(items, batch)).toEqual([null, 100, 10, 200, 300, 30]);
    },
  );

  test('knows each quote asset by its own trades, and heeds no tick', async () => {
    const items = [btc(1, '100'), tickAt(2, { ETH: '7', BTC: '7' }), tradeAt(9_000, { s: 'LTCETH' }), inBtc(9_001)];
    expect(await dollars(items)).toEqual([100, null, 10]);
  });

  test('takes no price from a trade for nothing', async () => {
    expect(await dollars([btc(1, '100'), btc(2, '0'), inBtc(3)])).toEqual([100, 0, 10]);
  });

  test('remembers the prices over a crash', async () => {
    expect(await dollars([btc(1, '100'), PAUSE, CRASH, inBtc(2), CRASH, inBtc(3)])).toEqual([100, 10, 10]);
  });

  test('is refused on a log that may have more than one partition', async () => {
    await expect(drive(from(log('trades')), [])).rejects.toThrow(
      'usd as it is set is right on a log of one partition only, and log:trades may have more.',
    );
  });
});
