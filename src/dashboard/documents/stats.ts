import { AMOUNT_LIMIT, AMOUNT_PLACES, nearestNumber, roundHalfEven, unitsOf } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import { hours, type Millis, minutes } from '../../core/time.ts';
import { type Candles, type CandleView, candleKeepers, candlesIn, candlesOf, candleView } from '../../views/candles.ts';
import { isOfStore } from '../store-fails.ts';
import type { World } from '../world.ts';
import type { FoundView } from './found.ts';
import type { Stats } from './view-shapes.ts';

/**
 * What the closing prices of the last hour's minutes say of a symbol; of longer candles where no shorter ones are kept,
 * and of the one that is still open, too. Errors as those of `candleView` and `candlesOf`; null where a past instant
 * had no candle yet.
 */
export async function stats(world: World, symbol: string, at?: Millis): Promise<Stats | null> {
  const view = await candleView(world.store, world.pipelines);
  return statsOf(await candlesOf(view, symbol, { ...lastHour(view), at }, world.clock));
}

/**
 * The same of views that are shown: of their windows, where the candles are theirs, for a page is read again and again.
 * Null where there are none, as where no view has candles: the rest of the page is there all the same.
 */
export async function statsShown(
  world: World,
  views: readonly FoundView[],
  symbol: string,
  at?: Millis,
): Promise<Stats | null> {
  const [keeper] = candleKeepers(world.pipelines);
  const shown = views.find(({ view }) => view.pipeline === keeper?.pipeline);
  if (keeper && shown && 'seen' in shown.found) {
    const { windows, updated, range } = shown.found.seen;
    const { interval, limit } = lastHour(keeper);
    const from = (Math.floor(updated / interval) - limit) * interval;
    // Of windows that are shorter than a minute the first minute may not be there as a whole.
    if ((range.from ?? from) <= from) {
      const own = windows.filter(({ head }) => head.key === symbol && head.start >= from);
      const candles = candlesIn(own, keeper.pipeline, { field: keeper.field, interval, updated });
      return statsOf({ symbol, candles: candles.slice(-limit), updated });
    }
  }
  try {
    return await stats(world, symbol, at);
  } catch (thrown) {
    if (thrown instanceof PipelineError && !isOfStore(thrown)) return null;
    throw thrown;
  }
}

function lastHour({ size }: Pick<CandleView, 'size'>) {
  const interval = minutes(1) % size === 0 ? minutes(1) : size;
  return { interval, limit: Math.ceil(hours(1) / interval) };
}

export function statsOf({ symbol, candles }: Candles): Stats | null {
  const [first, last] = [candles[0], candles.at(-1)];
  if (!first || !last) return null;
  const closes = candles.map(({ close }) => close);
  return {
    ...{ symbol, from: first.openTime, to: last.closeTime + 1, candles: candles.length },
    ...{ min: Math.min(...closes), mean: meanOf(closes), max: Math.max(...closes), last: last.close },
  };
}

/** Of prices with 8 places at most it is exact, then rounded half-even to 8 places. */
function meanOf(closes: readonly number[]): number {
  if (!closes.every((close) => Math.abs(close) < AMOUNT_LIMIT)) {
    return closes.reduce((sum, close) => sum + close / closes.length, 0);
  }
  const sum = closes.reduce((units, close) => units + unitsOf(close), 0n);
  return nearestNumber(roundHalfEven(sum, BigInt(closes.length)), AMOUNT_PLACES);
}
