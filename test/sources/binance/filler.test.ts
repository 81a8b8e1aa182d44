import { expect, test, vi } from 'vitest';
import { PipelineError, WorldError } from '../../../src/core/errors.ts';
import { hours, minutes, seconds } from '../../../src/core/time.ts';
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

test('a later gap of a symbol that it refuses holds nobody up', async () => {
  const refused = () => Promise.reject(new PipelineError('CONFIG', 'Invalid symbol.'));
  const { sequence, asked, pass } = filling(refused, refused);
  const come = (t: number) =>
    sequence.receive({ e: 'trade', E: t, s: 'A', t, p: '1', q: '1', T: t, m: true, M: true }, 0);
  for (const [from, t] of [
    [2, 4],
    [5, 7],
    [8, 10],
  ]) {
    come(t ?? 0);
    await pass(0);
    expect(sequence.take(10).items).toMatchObject([{ e: 'gap', from }, { t }]);
  }
  expect(asked).toHaveLength(1);
});

test('what single trades are not to be had of is asked for ever more rarely, and of aggregates once', async () => {
  const none = () => Promise.reject(new PipelineError('CONFIG', 'not to be had here'));
  let aggregates = 0;
  const ids = (first: number, last: number) => ({ firstTradeId: first, lastTradeId: last });
  const more = { symbol: 'A', price: '1', quantity: '2', time: 4, buyerMaker: true, bestPriceMatch: true };
  const { sequence, asked, pass } = filling(none, async () => {
    aggregates++;
    // Two trades and one, over and over: far more ranges than are remembered.
    return Array.from({ length: 300 }, (_, i) => ({ ...more, aggTradeId: i, ...ids(2 + i + (i >> 1), 0) })).map(
      (row, i) => ({ ...row, lastTradeId: row.firstTradeId + (i % 2 === 0 ? 0 : 1) }),
    );
  });
  const written: string[] = [];
  const drain = () => {
    const read = sequence.take(10_000);
    written.push(...read.items.flatMap((item) => (item.e === 'trade' ? [`${item.s}${item.t}`] : [])));
    return read.position;
  };
  await pass(seconds(20));
  sequence.giveUpAll();
  const before = { aggregates, asked: asked.length };
  const position = drain();
  expect(position.length).toBeLessThan(1_000);
  expect(written).toHaveLength(150);
  for (let hour = 0; hour < 10; hour++) {
    await pass(hours(1));
    drain();
  }
  expect(written).toHaveLength(150);
  expect(aggregates - before.aggregates).toBeLessThanOrEqual(1);
  const waits = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
  expect(Math.max(...waits)).toBe(hours(1));
  expect(asked.length - before.asked).toBeLessThan(24);
});

test('what was told as a gap while the exchange was away is asked of aggregates when it is back', async () => {
  let away = true;
  const single = { symbol: 'A', price: '1', quantity: '2', time: 4, buyerMaker: true, bestPriceMatch: true };
  const { sequence, pass } = filling(
    () => Promise.reject(away ? new WorldError('down') : new PipelineError('CONFIG', 'not to be had here')),
    async () => {
      if (away) throw new WorldError('down, too');
      return [2, 3, 4].map((id) => ({ ...single, aggTradeId: id, firstTradeId: id, lastTradeId: id }));
    },
  );
  sequence.receive({ e: 'trade', E: 5, s: 'A', t: 4, p: '1', q: '1', T: 5, m: true, M: true }, 0);
  await pass(minutes(1));
  sequence.giveUpAll();
  expect(sequence.take(10).items).toMatchObject([{ e: 'gap', from: 2, to: 3 }, { t: 4 }]);
  away = false;
  await pass(minutes(1));
  expect(sequence.take(10).items).toMatchObject([{ t: 2 }, { t: 3 }]);
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

test('as long as all requests are under way that there may be, nobody looks for what is wanted', async () => {
  const { sequence, pass, asked } = filling(() => new Promise(() => {}));
  for (const s of ['B', 'C', 'D', 'E', 'F']) {
    for (const t of [1, 4]) sequence.receive({ e: 'trade', E: 5, s, t, p: '1', q: '1', T: 5, m: true, M: true }, 0);
  }
  await pass(0);
  expect(asked).toHaveLength(4);
  const wanted = vi.spyOn(sequence, 'wanted');
  await pass(seconds(9));
  expect(wanted).not.toHaveBeenCalled();
});

test('what is not there yet is asked for after two seconds, then four, and so on up to ten minutes', async () => {
  const { asked, sequence, pass } = filling(async () => []);
  sequence.receive({ e: 'trade', E: 5, s: 'A', t: 4, p: '1', q: '1', T: 5, m: true, M: true }, 0);
  await pass(hours(1));
  const waits = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
  expect(waits.slice(0, 4)).toEqual([2, 4, 8, 16].map(seconds));
  expect(Math.max(...waits)).toBe(minutes(10));
});

test('what is too late anyway is asked for at waits that double up to an hour', async () => {
  const { asked, sequence, pass } = filling(async () => []);
  sequence.receive({ e: 'trade', E: 5, s: 'A', t: 4, p: '1', q: '1', T: 5, m: true, M: true }, 0);
  sequence.giveUpAll();
  sequence.take(10);
  await pass(hours(5));
  const waits = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
  expect(waits.slice(0, 4)).toEqual([2, 4, 8, 16].map(seconds));
  expect(waits.slice(-2)).toEqual([hours(1), hours(1)]);
});
