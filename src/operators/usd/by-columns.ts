import type { Batch, Rejected } from '../../core/batch.ts';
import { failed } from '../../core/operator.ts';

export interface Priced {
  readonly base: string;
  readonly quote: string;
  readonly price: number;
  readonly quantity: number;
  readonly time: number;
}

/**
 * Adds `usd` to events that lie in columns, as `eachEvent` does to others; undefined where a column is missing, and
 * then nothing was asked.
 */
export function byColumns<T extends Priced>(
  batch: Batch<T>,
  usdAt: (i: number, trade: Priced) => number | null,
): Batch<T & { readonly usd: number | null }> | undefined {
  const { columns } = batch;
  const bases = columns?.texts('base');
  const quotes = columns?.texts('quote');
  const prices = columns?.numbers('price');
  const quantities = columns?.numbers('quantity');
  const times = columns?.numbers('time');
  if (!columns || !bases || !quotes || !prices || !quantities || !times) return undefined;
  const { length } = columns;
  const usd = new Float64Array(length);
  const rejected: Rejected[] = [];
  const kept: number[] = [];
  for (let i = 0; i < length; i++) {
    const base = bases.texts[bases.ids[i] ?? 0] ?? '';
    const quote = quotes.texts[quotes.ids[i] ?? 0] ?? '';
    const trade = { base, quote, price: prices[i] ?? 0, quantity: quantities[i] ?? 0, time: times[i] ?? 0 };
    try {
      usd[i] = usdAt(i, trade) ?? Number.NaN;
      kept.push(i);
    } catch (thrown) {
      rejected.push(failed('usd', batch.recordOf(i), thrown));
    }
  }
  return batch.with(columns.plus('usd', usd)).pick(kept, rejected);
}
