import type { Aggregate } from '../core/aggregate.ts';
import { earlier, later, type Ordered, type Placed, placedOf } from '../core/in-order.ts';
import type { HasNumber } from '../core/number-of.ts';

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface PlacedCandle {
  readonly open: Placed;
  readonly high: number;
  readonly low: number;
  readonly close: Placed;
}

/**
 * First, greatest, least and last of a field, first and last by (time, id), never by arrival; nulls are skipped, null
 * when there is none.
 */
export function ohlc<K extends string>(
  field: K,
): Aggregate<Ordered & HasNumber<K>, PlacedCandle | null, Candle | null> {
  const placed = placedOf(field);
  return {
    name: `ohlc(${field})`,
    zero: () => null,
    add: (candle, event) => {
      const at = placed(event);
      return at === null ? candle : merge(candle, { open: at, high: at[2], low: at[2], close: at });
    },
    merge,
    result: (candle) => candle && { ...candle, open: candle.open[2], close: candle.close[2] },
  };
}

function merge(a: PlacedCandle | null, b: PlacedCandle | null): PlacedCandle | null {
  if (!a || !b) return a ?? b;
  return {
    open: earlier(a.open, b.open),
    high: Math.max(a.high, b.high),
    low: Math.min(a.low, b.low),
    close: later(a.close, b.close),
  };
}
