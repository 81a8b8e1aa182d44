import { expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../../src/core/errors.ts';
import { minutes, seconds } from '../../../src/core/time.ts';
import { Filler } from '../../../src/sources/binance/filler.ts';
import type { Asked } from '../../../src/sources/binance/history.ts';
import { Sequence } from '../../../src/sources/binance/sequence.ts';
import { testContext } from '../../support/context.ts';
import { ManualClock, turn } from '../../support/manual-clock.ts';

/** A sequence in which A misses what follows 1, and what it is answered. */
function filling(historicalTrades: Asked['historicalTrades'], aggTrades: Asked['aggTrades'] = async () => []) {
  const clock = new ManualClock();
  const context = testContext({ clock });
  const sequence = new Sequence('{"A":1}');
  sequence.outage(['A'], 0);
  const asked: number[] = [];
  const none = () => Promise.reject(new Error('nobody asks for that'));
  const client: Asked = {
    exchangeInfo: none,
    tickerPrice: none as Asked['tickerPrice'],
    historicalTrades: (symbol, options) => {
      asked.push(clock.now());
      return historicalTrades(symbol, options);
    },
    aggTrades,
  };
  const bugs: unknown[] = [];
  const over = new AbortController();
  const { logger } = context;
  const filler = new Filler(sequence, {
    client,
    clock,
    logger,
    signal: over.signal,
    onFound: () => {},
    onBug: (thrown) => {
      bugs.push(thrown);
      over.abort();
    },
  });
  const pass = async (span: number) => {
    for (let left = span; left >= 0; left -= seconds(1)) {
      filler.look();
      await turn();
      await clock.advance(seconds(1));
    }
  };
  return { sequence, asked, bugs, pass, lines: context.lines };
}

test('an exchange that fails is asked again at waits that grow to half a minute, which is said once', async () => {
  const { asked, pass, lines, bugs } = filling(
    () => Promise.reject(new WorldError('down')),
    () => Promise.reject(new WorldError('down, too')),
  );
  await pass(minutes(3));
  const waits = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
  expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16].map(seconds));
  expect(Math.max(...waits)).toBe(seconds(30));
  expect(lines.map(({ fields }) => fields)).toEqual([{ reason: 'down, too' }]);
  expect(bugs).toEqual([]);
});

test('what it refuses of a symbol is waited for no longer, and asked for again after an hour', async () => {
  const refused = () => Promise.reject(new PipelineError('CONFIG', 'Invalid symbol.'));
  const { sequence, asked, pass, lines } = filling(refused, refused);
  sequence.receive({ e: 'trade', E: 5, s: 'A', t: 4, p: '1', q: '1', T: 5, m: true, M: true }, 0);
  await pass(minutes(59));
  expect(asked).toHaveLength(1);
  expect(lines).toHaveLength(1);
  expect(sequence.take(10).items).toMatchObject([{ e: 'gap', from: 2, to: 3 }, { t: 4 }]);
  await pass(minutes(2));
  expect(asked).toHaveLength(2);
});

test('aggregates of several trades are asked about ever more rarely, since they stay what they are', async () => {
  const trades = { firstTradeId: 2, lastTradeId: 3, price: '1', quantity: '2', time: 4, buyerMaker: true };
  const aggregate = { ...trades, aggTradeId: 0, bestPriceMatch: true, symbol: 'A' };
  const { sequence, asked, pass } = filling(
    () => Promise.reject(new PipelineError('CONFIG', 'not to be had here')),
    async () => [aggregate],
  );
  await pass(seconds(20));
  sequence.giveUpAll();
  expect(sequence.take(10).items).toMatchObject([{ e: 'gap', from: 2, to: 3 }]);
  await pass(minutes(60));
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.length).toBeLessThan(16);
});

test('what is missing anew is asked for at once, however long the rest has been asked for in vain', async () => {
  const { sequence, asked, pass } = filling(async () => []);
  sequence.receive({ e: 'trade', E: 5, s: 'A', t: 4, p: '1', q: '1', T: 5, m: true, M: true }, 0);
  await pass(minutes(30));
  sequence.giveUpAll();
  sequence.take(10);
  await pass(minutes(30));
  const before = asked.length;
  sequence.receive({ e: 'trade', E: 9, s: 'A', t: 9, p: '1', q: '1', T: 9, m: true, M: true }, 0);
  await pass(0);
  expect(asked).toHaveLength(before + 1);
});

test('what is no failure of the world is told as a bug', async () => {
  const { bugs, pass } = filling(() => Promise.reject(new TypeError('x is not a function')));
  await pass(seconds(5));
  expect(bugs[0]).toBeInstanceOf(TypeError);
});
