/** What pages of views show, as plain JSON: read by the server, drawn by the page. Times are ms since 1970. */
import type { Chart } from '../../core/chart.ts';
import type { Duration, Millis } from '../../core/time.ts';
import type { Standing } from './standing.ts';

export interface ShownView extends Standing {
  readonly name: string;
  readonly pipeline: string;
  /** How far its own time has come; null where it has read nothing. */
  readonly updated: Millis | null;
  /** Of the windows that are shown. */
  readonly windows: { readonly open: number; readonly final: number };
}

export interface ShownChart extends Omit<Chart, 'kind'> {
  readonly name: string;
  readonly view: string;
  /** Of which key, where it is of one. */
  readonly key?: string;
}

/** Which instants can be looked back to, one `step` after the other. */
export interface PastRange {
  readonly from: Millis;
  readonly to: Millis;
  readonly step: Duration;
}

export interface OverviewDocument {
  readonly views: readonly ShownView[];
  /** What may be chosen, and what is: of it are the charts of one key. */
  readonly keys: readonly string[];
  readonly key: string | null;
  /** Of a past instant: of the rows that were final then. */
  readonly at: Millis | null;
  readonly past: PastRange | null;
  readonly charts: readonly ShownChart[];
}

/** Rows as a table: texts and numbers, each number as its exact decimal. */
export interface ShownRows {
  readonly view: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly final: boolean; readonly cells: readonly (string | null)[] }[];
}

export interface SymbolDocument extends OverviewDocument {
  readonly key: string;
  /** Of the closing prices of the last hour's minutes; null where there are none. */
  readonly stats: Stats | null;
  /** The newest first. */
  readonly rows: readonly ShownRows[];
}

export interface Stats {
  readonly symbol: string;
  readonly from: Millis;
  readonly to: Millis;
  /** How many candles they are of. */
  readonly candles: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly last: number;
}
