import { of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
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
 * The rows of another pipeline's view, each once, when it is final, in closing order, which is also the position. One
 * partition, whatever the other pipeline's log has: it is what needs the whole of a stream. A row's event time is its
 * start. Errors with CONFIG for a pipeline without a view, and for a job, whose rows are those of its last run alone.
 */
export function rows<R>(pipeline: Pipeline<Row<R>>): Source<Row<R>> {
  const [id] = viewsOf(pipeline);
  if (id === undefined || pipeline.source.bounded) {
    const why =
      id === undefined ? 'it keeps no view: end it with view(…)' : 'it is a job, each run has rows of its own';
    throw new PipelineError('CONFIG', `rows(${pipeline.name}) cannot be followed: ${why}.`);
  }
  const kept = keptRowsOf(pipeline);
  return {
    name: `rows(${id})`,
    fingerprint: `rows(${kept.pipeline}, ${kept.fingerprint})`,
    kind: 'other',
    bounded: false,
    onePartition: true,
    timeOf: ({ start }: Row) => start,
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
        const { version, rows } = await context.finalRows(kept, after, PAGE);
        const items = rows as readonly Row<R>[];
        const last = items.at(-1);
        if (last) {
          after = { ...last, version };
          const positionOf = (i: number) => positionAt({ ...(items[i] ?? last), version });
          return { items, position: positionAt(after), positionOf };
        }
        await context.clock.sleep(POLL, signal);
      }
    },
    async close() {},
  };
}

const positionAt = ({ version, closes, start, key }: RowCursor): string =>
  JSON.stringify([version, closes, start, key]);

function cursorOf(position: string): RowCursor {
  const [version, closes, start, key] = JSON.parse(position) as [number, number, number, string];
  return { version, closes, start, key };
}
