import type { Read } from '../../core/record.ts';
import { byClosing, type Row, type RowHead, type RowPlace } from '../../core/row.ts';
import type { KeptRows, Reader, RunContext, Snapshot, SnapshotRange } from '../../core/source.ts';
import { type Duration, iso, START_OF_TIME } from '../../core/time.ts';
import { PAGE, positionAt } from './cursor.ts';

export interface Wanted {
  readonly last: Duration;
  readonly open: boolean;
  /** How long after its start a window closes. */
  readonly span: Duration;
}

/** All that decides which rows a run reads: chosen once, and kept in its position from then on. */
interface Chosen extends Snapshot, SnapshotRange {
  /** What was read last; absent where nothing was. */
  readonly after?: RowPlace;
}

/**
 * The rows of a while before the run was due, once. The first read is of none: it chooses what can be said at this
 * moment, and that is committed before any row, so that what is opened again reads the same ones.
 */
export function snapshotReader<R>(
  kept: KeptRows,
  context: RunContext,
  wanted: Wanted,
  from: string | undefined,
): Reader<Row<R>> {
  let chosen: Chosen | undefined = from === undefined ? undefined : JSON.parse(from);
  return {
    async next() {
      if (chosen) {
        const { read, after } = await rowsOf<R>(kept, context, wanted, chosen);
        chosen = after;
        return read;
      }
      chosen = await choose(kept, context, wanted);
      const position = JSON.stringify(chosen);
      return { items: [], position, positionOf: () => position, chose: true };
    },
    async close() {},
  };
}

async function choose(kept: KeptRows, context: RunContext, { last, open }: Wanted): Promise<Chosen> {
  const { scheduled: to } = context;
  const range = { from: to - last, to, open };
  const snapshot = await context.snapshot(kept, range);
  if (snapshot.version === 0) {
    context.logger.warn({ of: kept.pipeline }, 'it has not run in this store: there are no rows of it');
  }
  return { ...range, ...snapshot };
}

/** The next page of what was chosen; behind the final rows come the open ones, and with them the end. */
async function rowsOf<R>(
  kept: KeptRows,
  context: RunContext,
  { span }: Wanted,
  chosen: Chosen,
): Promise<{ readonly read: Read<Row<R>>; readonly after: Chosen }> {
  const { version, settled, from, to, after = beginning(from, span) } = chosen;
  const until = Math.min(settled, to + span);
  const { rows } = version === 0 ? { rows: [] } : await context.finalRows(kept, { ...after, version }, PAGE, until);
  const over = rows.length < PAGE;
  const held = over ? chosen.held.map((one) => context.openRow(kept, one)) : [];
  const items = [
    ...rows.filter(({ start }) => start >= from && start < to),
    ...held.sort(byClosing),
  ] as readonly RowHead[] as readonly Row<R>[];
  const next: Chosen = { ...chosen, after: placeOf(rows.at(-1) ?? after) };
  const position = JSON.stringify(next);
  const read = {
    items,
    position,
    positionOf: () => position,
    nameOf: (i: number) => `${iso(to)}/${positionAt({ ...(items[i] ?? next.after ?? after), version })}`,
    ...(over && { ended: { children: [] } }),
  };
  return { read, after: next };
}

/** No row of a window that starts in time stands before it, and none behind it has closed earlier. */
const beginning = (from: number, span: Duration): RowPlace => ({ closes: from + span, start: START_OF_TIME, key: '' });

const placeOf = ({ closes, start, key }: RowPlace): RowPlace => ({ closes, start, key });
