import { candlestick } from '../../charts/candlestick.ts';
import { facet } from '../../charts/facet.ts';
import { lineChart } from '../../charts/line.ts';
import type { Chart } from '../../core/chart.ts';
import type { Millis } from '../../core/time.ts';
import type { Kline } from '../../exchange/client/klines.ts';
import { widthOf } from '../../market/past-price.ts';
import { splitSymbol } from '../../market/symbol.ts';

interface Wanted {
  readonly symbols: readonly string[];
  readonly interval: string;
  /** Of the closing prices, in place of candles. */
  readonly line: boolean;
  readonly updated: Millis;
}

/** What the exchange tells of the prices of symbols, to be looked at: of several beside each other. */
export function candlesChart(rows: readonly Kline[], { symbols, interval, line, updated }: Wanted): Chart {
  const what = `${line ? 'closing prices' : 'candles'} of ${interval}`;
  const chartOf = (of: readonly Kline[], symbol: string, title: string) => {
    const empty = `The exchange answers that it has no candles of ${symbol} for this time.`;
    const format = splitSymbol(symbol).quote.includes('USD') ? 'dollars' : 'plain';
    const shared = { title, empty, format, updated } as const;
    return line
      ? lineChart(of, { ...shared, x: 'closeTime', y: 'close', step: widthOf(of) })
      : candlestick(of, { ...shared, unfinished: of.at(-1)?.isClosed === false });
  };
  const [first = '', second] = symbols;
  if (second === undefined) return chartOf(rows, first, `${first}, ${what}`);
  const empty = 'The exchange answers that it has no candles of these symbols for this time.';
  return facet(rows, 'symbol', (of, symbol) => chartOf(of, symbol, symbol), { title: capitalised(what), empty });
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
