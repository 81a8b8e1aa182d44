import type { WindowSpec } from '../core/operator.ts';
import type { Row } from '../core/row.ts';
import type { Format } from './output.ts';

/** Rows as they are shown: in a table those of a total, which has no window, come without a start and an end. */
export async function* shownRows(
  rows: AsyncIterable<Row>,
  { size }: WindowSpec,
  { json, csv }: Format,
): AsyncGenerator<object> {
  for await (const row of rows) yield json || csv || Number.isFinite(size) ? row : withoutWindow(row);
}

/** By its exact JSON. */
function withoutWindow(row: Row): object {
  const { start: _start, end: _end, ...rest } = JSON.parse(JSON.stringify(row));
  return rest;
}
