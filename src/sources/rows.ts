import { of } from 'rxjs';
import { keptRowsOf, type Pipeline, viewsOf } from '../core/pipeline.ts';
import type { Read } from '../core/record.ts';
import type { Row } from '../core/row.ts';
import type { KeptRows, Reader, RowCursor, RunContext, Source } from '../core/source.ts';
import { type Duration, millis } from '../core/time.ts';

/** Rows in one read, at most. */
const PAGE = 1_000;
/** How often a view is asked for new final rows. */
const POLL: Duration = millis(100);

/**
 * The rows of another pipeline's view, each once, when it is final, in (closes, key) order, which is also the position.
 * One partition, whatever the other pipeline's log has: it is what needs the whole of a stream.
 */
export function rows<R>(pipeline: Pipeline<Row<R>>): Source<Row<R>> {
  const [id = pipeline.name] = viewsOf(pipeline);
  const kept = keptRowsOf(pipeline);
  return {
    name: `rows(${id})`,
    kind: 'other',
    bounded: false,
    onePartition: true,
    partitions: (context) =>
      of([{ id, parents: [], open: async (from) => reader(kept, context, from ? cursorOf(from) : undefined) }]),
  };
}

function reader<R>(kept: KeptRows, context: RunContext, from: RowCursor | undefined): Reader<Row<R>> {
  let after = from;
  return {
    async next(signal): Promise<Read<Row<R>>> {
      for (;;) {
        signal.throwIfAborted();
        const items = (await context.finalRows(kept, after, PAGE)) as readonly Row<R>[];
        const last = items.at(-1);
        if (last) {
          after = last;
          return { items, position: positionAt(last), positionOf: (i) => positionAt(items[i] ?? last) };
        }
        await context.clock.sleep(POLL, signal);
      }
    },
    async close() {},
  };
}

const positionAt = ({ closes, key }: RowCursor): string => JSON.stringify([closes, key]);

function cursorOf(position: string): RowCursor {
  const [closes, key] = JSON.parse(position) as [number, string];
  return { closes, key };
}
