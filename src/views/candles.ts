import { PipelineError } from '../core/errors.ts';
import { type Pipeline, viewsOf, windowIn, windowOf } from '../core/pipeline.ts';
import { type Clock, type Duration, type Millis, spanText } from '../core/time.ts';
import type { Merged } from '../runtime/merged.ts';
import type { StoreReader } from '../store/store.ts';
import { numberAt, PARTS } from './fields.ts';
import { grouped } from './groups.ts';
import { type KeptView, keptIn, timeOf } from './kept-view.ts';
import { type Asked, seen } from './seen.ts';
import { symbolIn } from './symbols.ts';

/** A view that holds a candle for each window of each symbol. */
export interface CandleView {
  readonly name: string;
  readonly kept: KeptView;
  /** Where in a row the candle is. */
  readonly field: string;
  /** Of a candle as it is kept. */
  readonly size: Duration;
}

/** In the words of the market client. */
export interface ViewCandle {
  readonly openTime: Millis;
  /** Its last millisecond. */
  readonly closeTime: Millis;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** It never changes any more. */
  readonly final: boolean;
}

export interface Candles {
  /** As the view writes it. */
  readonly symbol: string;
  /** By time; an interval in which nothing was traded has none. */
  readonly candles: readonly ViewCandle[];
  readonly updated: Millis;
}

/** The first view of these pipelines that has candles and has run; a PipelineError MISSING where none has. */
export async function candleView(store: StoreReader, pipelines: readonly Pipeline[]): Promise<CandleView> {
  const keepers = candleKeepers(pipelines);
  for (const { pipeline, ...keeper } of keepers) {
    const kept = await keptIn(store, pipeline);
    if (kept) return { ...keeper, kept };
  }
  const names = keepers.map(({ pipeline }) => pipeline.name);
  const todo = names.length > 0 ? `Run "millrace run ${names[0]}", which does.` : 'One that has ohlc(…) does.';
  throw new PipelineError('MISSING', `No view here keeps candles yet. ${todo}`);
}

/** Those that keep candles, and how. */
export const candleKeepers = (pipelines: readonly Pipeline[]) =>
  pipelines.flatMap((pipeline) => {
    const { fold, size = Number.POSITIVE_INFINITY } = windowOf(pipeline) ?? {};
    const field = fold?.names.find((_, i) => fold.computes[i]?.startsWith('ohlc('));
    const [name] = viewsOf(pipeline);
    return name !== undefined && field !== undefined && Number.isFinite(size) ? [{ pipeline, name, field, size }] : [];
  });

/** Which candles: of how long, and of how many intervals, the last one among them. */
export interface AskedCandles {
  readonly interval: Duration;
  readonly limit: number;
  /** As they were then: those that were final. */
  readonly at?: Millis | undefined;
}

/**
 * The last candles of a symbol, in whatever case it is written. Longer ones are folded of those that are kept. A
 * PipelineError MISSING for a symbol that the view has not had in that time, CONFIG for an interval that is no multiple
 * of its windows; for an instant those of `seen`.
 */
export async function candlesOf(
  view: CandleView,
  symbol: string,
  { interval, limit, at }: AskedCandles,
  clock: Clock,
): Promise<Candles> {
  const { kept, size } = view;
  if (interval % size !== 0) {
    throw new PipelineError(
      'CONFIG',
      `${view.name} has candles of ${spanText(size)}, and none of ${spanText(interval)} follow from these.`,
    );
  }
  const now = await timeOf(kept, clock);
  // One more than is wanted: what has just begun may have no candle yet.
  const from = (Math.floor((at ?? now) / interval) - limit) * interval;
  const asked = { range: { from }, at, now };
  for (const key of new Set([symbol, symbol.toUpperCase()])) {
    const found = await read(view, key, interval, asked);
    if (found.candles.length > 0) return { ...found, candles: found.candles.slice(-limit) };
  }
  const key = await symbolIn(view.name, kept, symbol, from);
  const found = await read(view, key, interval, asked);
  return { ...found, candles: found.candles.slice(-limit) };
}

async function read({ name, kept, field }: CandleView, key: string, interval: Duration, asked: Asked) {
  const { windows, updated } = await seen(name, kept, { ...asked, range: { ...asked.range, key } });
  return { symbol: key, candles: candlesIn(windows, kept.pipeline, { field, interval, updated }), updated };
}

/** How windows are folded into candles. */
interface Folded {
  readonly field: string;
  readonly interval: Duration;
  /** How far the view had come when they were read. */
  readonly updated: Millis;
}

/** The candles of windows of one symbol. */
export function candlesIn(
  windows: readonly Merged[],
  pipeline: Pipeline,
  { field, interval, updated }: Folded,
): readonly ViewCandle[] {
  const { fold, size, span } = windowIn(pipeline);
  const opening = (start: Millis): Millis => Math.floor(start / interval) * interval;
  return grouped(fold, windows, ({ start }) => `${opening(start)}`).flatMap((row): ViewCandle[] => {
    const [open, high, low, close] = PARTS.map((part) => numberAt(row, `${field}.${part}`));
    if (open == null || high == null || low == null || close == null) return [];
    const openTime = opening(row.start);
    // Its last window may be still to come, or may have had no trade.
    const final = row.final && openTime + interval - size + span <= updated;
    return [{ openTime, closeTime: openTime + interval - 1, open, high, low, close, final }];
  });
}
