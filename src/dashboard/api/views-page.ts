import { PipelineError } from '../../core/errors.ts';
import { windowIn } from '../../core/pipeline.ts';
import { compareText, type Row } from '../../core/row.ts';
import { type Clock, hours, iso, type Millis } from '../../core/time.ts';
import { viewRows } from '../../runtime/view.ts';
import type { RowRange } from '../../store/store.ts';
import { askedMoment } from '../../views/asked-moment.ts';
import { type KeptView, timeOf } from '../../views/kept-view.ts';
import { lastBefore } from '../../views/seen.ts';

/** Which rows are asked for, as it stands in the address. */
export interface AskedRows {
  readonly from?: string;
  readonly to?: string;
  readonly key?: string;
  readonly limit: number;
  /** Of windows that start at `from`, those whose key is behind this one. */
  readonly after?: string;
  readonly format?: 'json' | 'csv';
}

/** Some rows, each with its exact JSON; and what there is behind them. */
export interface Page {
  readonly rows: readonly WrittenRow[];
  readonly range: RowRange;
  readonly more: boolean;
}

export interface WrittenRow {
  readonly row: Row;
  readonly json: string;
}

/**
 * Rows by start and key, `limit` of them at most, and fewer where they are large. Without a `from` those of the last
 * hour, before `to` or the view's own time; of totals, and of a job, all. What is still open may have more keys by the
 * time that the next page is asked for.
 */
export async function pageOf(name: string, kept: KeptView, asked: AskedRows, clock: Clock): Promise<Page> {
  const range = await rangeOf(name, kept, asked, clock);
  const { fold } = windowIn(kept.pipeline);
  const rows: WrittenRow[] = [];
  let size = 0;
  for await (const row of viewRows(kept.store, kept.scope, fold, range)) {
    if (asked.after !== undefined && row.start === range.from && compareText(row.key, asked.after) <= 0) continue;
    if (rows.length === asked.limit || size > SIZE_MAX) return { rows, range, more: true };
    const json = JSON.stringify(row);
    size += json.length;
    rows.push({ row, json });
  }
  return { rows, range, more: false };
}

/** In characters of JSON. */
const SIZE_MAX = 8 << 20;

async function rangeOf(name: string, kept: KeptView, { from, to, key }: AskedRows, clock: Clock): Promise<RowRange> {
  const begin = from === undefined ? undefined : askedMoment('from', from);
  const end = to === undefined ? undefined : askedMoment('to', to);
  if (begin !== undefined && end !== undefined && begin >= end) {
    throw new PipelineError('CONFIG', `No window of ${name} starts from ${iso(begin)} on and before ${iso(end)}.`);
  }
  return {
    ...(begin === undefined ? await lastHour(kept, end, clock) : { from: begin }),
    ...(end !== undefined && { to: end }),
    ...(key !== undefined && { key }),
  };
}

async function lastHour(kept: KeptView, end: Millis | undefined, clock: Clock): Promise<RowRange> {
  if (kept.pipeline.source.bounded) return {};
  return lastBefore(end ?? (await timeOf(kept, clock)), hours(1), windowIn(kept.pipeline).size);
}

/** The query of the page behind this one; undefined where it is the last. */
export function nextQuery({ rows, more, range }: Page, { limit, format }: AskedRows): URLSearchParams | undefined {
  const last = rows.at(-1)?.row;
  if (!more || !last) return undefined;
  return new URLSearchParams({
    ...{ from: `${last.start}`, after: last.key },
    ...(range.to !== undefined && { to: `${range.to}` }),
    ...(range.key !== undefined && { key: range.key }),
    ...{ limit: `${limit}`, ...(format && { format }) },
  });
}
