import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { klineShape } from './answers.ts';
import { rowsWanted, symbolIn } from './arguments.ts';
import { type Ask, TIME } from './asking.ts';
import { listOf, type Shaped } from './shape.ts';

/** The widths of candles. A letter's case matters: 1m is a minute, 1M a month. */
export const INTERVALS = [
  ...['1s', '1m', '3m', '5m', '15m', '30m'],
  ...['1h', '2h', '4h', '6h', '8h', '12h'],
  ...['1d', '3d', '1w', '1M'],
] as const;

export interface KlinesOptions {
  /** Default: 1m. */
  readonly interval?: string;
  /** How many; more than 1,000 are asked for page by page. Default: 500; from a start to an end all that there are. */
  readonly limit?: number;
  /** Of candles that open then or later, and at or before the end; ms. */
  readonly startTime?: Millis;
  readonly endTime?: Millis;
}

/** A candle: decimal strings are exact, times are in ms. */
export interface Kline extends Shaped<typeof klineShape> {
  readonly symbol: string;
  /** False of the candle that is still open: its numbers are those of now. */
  readonly isClosed: boolean;
}

const PAGE = 1_000;
const USUAL = 500;
/** As many as two years have hours, or a week has half minutes: who wants more asks in parts. */
const ROWS_MAX = 20_000;
const WEIGHT = 2;

/** Candles of a symbol, the oldest first: the last ones, or from a start on the first ones. */
export async function klines(
  ask: Ask,
  symbol: string,
  { interval = '1m', limit, startTime, endTime }: KlinesOptions = {},
): Promise<readonly Kline[]> {
  if (!INTERVALS.some((one) => one === interval)) {
    const wanted = `${INTERVALS.join(' ')}; the case matters, 1m is a minute and 1M a month`;
    throw new PipelineError('CONFIG', `The interval of klines is "${interval}", wanted one of ${wanted}.`);
  }
  const both = startTime !== undefined && endTime !== undefined;
  const wanted = rowsWanted('klines', limit ?? (both ? ROWS_MAX : USUAL), ROWS_MAX);
  const query = { symbol: symbolIn(symbol), interval };
  const page = async (from: Millis | undefined, to: Millis | undefined, rows: number) =>
    ask({ path: 'klines', query: { ...query, startTime: from, endTime: to, limit: rows }, weight: WEIGHT, as });
  // Asked for before the candles: what had closed by then was closed when they were told.
  const now = await ask(TIME);
  const found: Shaped<typeof klineShape>[] = [];
  let [from, to] = [startTime, endTime];
  while (found.length < wanted) {
    const size = Math.min(PAGE, wanted - found.length);
    const rows = await page(from, to, size);
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) break;
    if (startTime === undefined) {
      // A candle that came to be in between is no reason to have one twice.
      found.unshift(...rows);
      to = first.openTime - 1;
    } else {
      found.push(...rows);
      from = last.openTime + 1;
    }
    if (rows.length < size) break;
  }
  if (found.length === ROWS_MAX && limit === undefined) {
    throw new PipelineError('LIMIT', `There are more than ${ROWS_MAX} klines between these times: ask in parts.`);
  }
  return found.map((row) => ({ symbol, ...row, isClosed: row.closeTime < now }));
}

const as = listOf(klineShape);
