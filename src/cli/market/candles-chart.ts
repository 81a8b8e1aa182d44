import { candlestick } from '../../charts/candlestick.ts';
import { lineChart } from '../../charts/line.ts';
import type { Chart } from '../../core/chart.ts';
import type { Millis } from '../../core/time.ts';
import type { Kline } from '../../exchange/client/klines.ts';
import { splitSymbol } from '../../market/symbol.ts';

interface Wanted {
  readonly symbol: string;
  readonly interval: string;
  /** Of the closing prices, in place of candles. */
  readonly line: boolean;
  readonly updated: Millis;
}

/** What the exchange tells of a symbol's prices, to be looked at. */
export function candlesChart(rows: readonly Kline[], { symbol, interval, line, updated }: Wanted): Chart {
  const shared = {
    title: `${symbol}, ${line ? 'closing prices' : 'candles'} of ${interval}`,
    empty: `The exchange answers that it has no candles of ${symbol} for this time.`,
    format: splitSymbol(symbol).quote.includes('USD') ? 'dollars' : 'plain',
    updated,
  } as const;
  return line ? lineChart(rows, { ...shared, x: 'closeTime', y: 'close' }) : candlestick(rows, shared);
}
