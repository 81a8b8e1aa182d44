import type { Row } from '../core/row.ts';
import type { Duration, Millis } from '../core/time.ts';
import { grouped } from '../core/words.ts';
import { bar } from './bar.ts';
import type { Line, Size } from './screen.ts';

/** A row of usd-per-minute. */
export type UsdRow = Row<{
  readonly trades: number;
  readonly units: number;
  readonly value: number;
  readonly unpriced: number;
}>;

/** What several rows come to. */
export interface Total {
  readonly trades: number;
  readonly value: number;
  /** Trades of which the value knows nothing. */
  readonly unpriced: number;
}

export interface Live {
  /** The market's time. */
  readonly now: Millis;
  /** Trades folded per second of the clock. */
  readonly rate: number;
  /** How far the rows are behind the market. */
  readonly lag: Duration;
  /** Folded since the start. */
  readonly trades: number;
  /** All windows that are final. */
  readonly closed: Total & { readonly windows: number };
  /** Of the newest windows, by start and key. */
  readonly rows: readonly UsdRow[];
  /** Where the same can be seen in the browser. */
  readonly url: string;
}

/** The newest windows that are shown, the open one among them. */
export const WINDOWS = 4;
const BAR_MAX = 24;
/** What stands in front of a bar, and without the units. */
const WIDTH = 57;
const NARROW = 40;
/** Lines that are no symbols. */
const FRAME = 7 + WINDOWS;

/** The newest window by symbol, and the newest windows as a whole, each told to be open or final. */
export function liveTable({ now, rate, lag, trades, closed, rows, url }: Live, size: Size): readonly Line[] {
  const windows = [...Map.groupBy(rows, ({ start }) => start)].slice(-WINDOWS).reverse();
  const [at, newest = []] = windows[0] ?? [];
  const totals = windows.map(([start, of]) => ({ start, final: of.every(({ final }) => final), ...totalOf(of) }));
  // Every line has room for the longest note: what is unpriced gives way to nothing.
  const line = lineFor(size.columns - Math.max(0, ...[...newest, ...totals].map((of) => noteOf(of).length)));
  const shown = newest.slice(0, Math.max(1, size.rows - 1 - FRAME));
  const left = newest.length - shown.length;
  return [
    {
      text: `market ${time(now)} UTC   ${grouped(rate)} trades/s   lag ${(lag / 1_000).toFixed(1)} s   Ctrl-C ends it`,
      tone: 'bold',
    },
    { text: `${grouped(trades)} trades   ${minutesOf(closed.windows)} closed, $ ${moneyOf(closed)} in them` },
    { text: `in the browser: ${url}` },
    { text: '' },
    { text: line(at === undefined ? 'symbol' : `in ${minute(at)}`, 'trades', 'units', 'US dollars', 0), tone: 'dim' },
    ...shown.map((row) => ({
      text: line(row.key, grouped(row.trades), amount(row.units), dollarsOf(row), shareOf(row, newest)) + noteOf(row),
    })),
    { text: left > 0 ? `… and ${left} more` : '' },
    ...totals.map(({ start, final, ...total }): Line => {
      const state = final ? 'final' : 'open';
      const figures = line(minute(start), grouped(total.trades), state, dollarsOf(total), shareOf(total, totals));
      const text = figures + noteOf(total);
      return final ? { text, tone: 'dim' } : { text };
    }),
  ];
}

/** `05:12`, in UTC. */
export const minute = (start: Millis): string => time(start).slice(0, 5);

/** Dollars, and how many trades they know nothing of: no total hides those. */
export const moneyOf = (total: Total): string => dollarsOf(total) + noteOf(total);

const dollarsOf = ({ value }: Total): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const noteOf = ({ unpriced }: Total): string => (unpriced > 0 ? ` + ${grouped(unpriced)} unpriced` : '');

export function totalOf(rows: readonly Total[]): Total {
  let [trades, value, unpriced] = [0, 0, 0];
  for (const row of rows) {
    trades += row.trades;
    value += row.value;
    unpriced += row.unpriced;
  }
  return { trades, value, unpriced };
}

const minutesOf = (n: number): string => (n === 1 ? '1 minute' : `${grouped(n)} minutes`);
const time = (at: Millis): string => new Date(at).toISOString().slice(11, 19);
const amount = (units: number): string => units.toLocaleString('en-US', { maximumFractionDigits: 4 });

/** Columns as wide as they fit: first the bars give way, then the units. */
const lineFor = (columns: number) => (name: string, trades: string, units: string, value: string, share: number) => {
  const middle = columns >= WIDTH ? ` ${units.padStart(16)}` : ` ${units === 'open' ? 'o' : ' '}`;
  const room = Math.min(BAR_MAX, columns - 1 - (columns >= WIDTH ? WIDTH : NARROW));
  const figures = `${name.padEnd(9)} ${trades.padStart(8)}${middle} ${value.padStart(18)}`;
  return `${figures}  ${bar(share, Math.max(0, room))}`.trimEnd();
};

const shareOf = ({ value }: Total, among: readonly Total[]): number =>
  value / Math.max(1, ...among.map((one) => one.value));
