/**
 * One chart of each kind, of fixed rows: what the tests compare with fixtures/charts, and what docs/charts.md shows.
 * `node test/charts/examples.ts` draws them anew; look at each one before it is committed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { candlestick } from '../../src/charts/candlestick.ts';
import { lineChart } from '../../src/charts/line.ts';
import { render } from '../../src/charts/render.ts';
import type { Chart } from '../../src/core/chart.ts';
import { minutes } from '../../src/core/time.ts';
import { random } from '../support/random.ts';

export const GOLDEN = join(import.meta.dirname, '../../fixtures/charts');
const DOCS = join(import.meta.dirname, '../../docs/charts');

export const START = Date.UTC(2024, 7, 8, 10);

/** Candles as the market client gives them, a minute each: decimal strings. */
export function candlesOf(symbol: string, count: number, price: number, seed: number) {
  const chance = random(seed);
  const tick = (n: number) => n.toFixed(price > 100 ? 2 : 5);
  let last = price;
  return Array.from({ length: count }, (_, i) => {
    const open = last;
    const close = i % 17 === 5 ? open : open * (1 + (chance.next() - 0.5) / 300);
    last = close;
    return {
      ...{ symbol, openTime: START + i * minutes(1), closeTime: START + (i + 1) * minutes(1) - 1 },
      ...{ open: tick(open), close: tick(close) },
      ...{
        high: tick(Math.max(open, close) * (1 + chance.next() / 900)),
        low: tick(Math.min(open, close) * (1 - chance.next() / 900)),
      },
    };
  });
}

const updated = START + minutes(180);

export const examples: Readonly<Record<string, () => Chart>> = {
  candlestick: () =>
    candlestick(candlesOf('BTCUSDT', 120, 61_800, 4), { title: 'BTCUSDT, candles of one minute', updated }),
  line: () =>
    lineChart(candlesOf('BTCUSDT', 180, 61_800, 3), {
      ...{ title: 'Bitcoin', x: 'closeTime', y: 'close', format: 'dollars', updated },
    }),
  empty: () => candlestick([], { title: 'BTCUSDT, candles of one minute', empty: 'The exchange has none.', updated }),
};

if (process.argv[1] === import.meta.filename) {
  for (const [name, make] of Object.entries(examples)) {
    writeFileSync(join(GOLDEN, `${name}.png`), await render(make(), { scale: 1 }));
    writeFileSync(join(DOCS, `${name}.png`), await render(make(), { scale: 0.7 }));
  }
}
