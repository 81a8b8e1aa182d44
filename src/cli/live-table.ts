import type { Row } from '../core/row.ts';
import type { Duration, Millis } from '../core/time.ts';
import { bar } from './bar.ts';
import { grouped } from './output.ts';
import type { Line } from './screen.ts';

/** A row of usd-per-minute. */
export type UsdRow = Row<{ readonly trades: number; readonly units: number; readonly value: number }>;

export interface Live {
  /** The market's time. */
  readonly now: Millis;
  /** Trades folded per second of the clock. */
  readonly rate: number;
  /** How far the rows are behind the market. */
  readonly lag: Duration;
  /** Folded since the start. */
  readonly trades: number;
  /** Of all windows that are final. */
  readonly closed: { readonly windows: number; readonly value: number };
  /** Of the newest windows, by start and key. */
  readonly rows: readonly UsdRow[];
}

const BAR = 24;
const WINDOWS = 4;

/** The newest window by symbol, and the newest windows as a whole, each told to be open or final. */
export function liveTable({ now, rate, lag, trades, closed, rows }: Live): readonly Line[] {
  const windows = [...Map.groupBy(rows, ({ start }) => start)].slice(-WINDOWS).reverse();
  const [, newest = []] = windows[0] ?? [];
  const totals = windows.map(([start, of]) => ({ start, final: of.every(({ final }) => final), ...totalOf(of) }));
  return [
    { text: `market ${time(now)}   ${grouped(rate)} trades/s   lag ${(lag / 1_000).toFixed(1)} s`, tone: 'bold' },
    {
      text: `${grouped(trades)} trades   ${minutesOf(closed.windows)} closed, $ ${dollars(closed.value)} in them`,
    },
    { text: '' },
    { text: columns('symbol', 'trades', 'units', 'US dollars', ''), tone: 'dim' },
    ...newest.map(({ key, trades, units, value }) => ({
      text: columns(key, grouped(trades), amount(units), dollars(value), barOf(value, newest)),
    })),
    { text: '' },
    ...totals.map(({ start, final, trades, value }): Line => {
      const text = columns(
        minute(start),
        grouped(trades),
        final ? 'final' : 'open',
        dollars(value),
        barOf(value, totals),
      );
      return final ? { text, tone: 'dim' } : { text };
    }),
  ];
}

/** `05:12`, in UTC. */
export const minute = (start: Millis): string => time(start).slice(0, 5);
export const dollars = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function totalOf(rows: readonly UsdRow[]): { readonly trades: number; readonly value: number } {
  let trades = 0;
  let value = 0;
  for (const row of rows) {
    trades += row.trades;
    value += row.value;
  }
  return { trades, value };
}

const minutesOf = (n: number): string => (n === 1 ? '1 minute' : `${grouped(n)} minutes`);
const time = (at: Millis): string => new Date(at).toISOString().slice(11, 19);
const amount = (units: number): string => units.toLocaleString('en-US', { maximumFractionDigits: 4 });

function columns(name: string, trades: string, units: string, value: string, rest: string): string {
  return `${name.padEnd(9)} ${trades.padStart(8)} ${units.padStart(16)} ${value.padStart(18)}  ${rest}`.trimEnd();
}

const barOf = (value: number, among: readonly { readonly value: number }[]): string =>
  bar(value / Math.max(1, ...among.map((one) => one.value)), BAR);
