import type { Read } from '../../core/record.ts';
import type { Row } from '../../core/row.ts';
import type { KeptRows, Reader, RowCursor, RunContext } from '../../core/source.ts';
import { cursorOf, PAGE, positionAt } from './cursor.ts';

/** Final rows behind a position, for as long as there are any to come. */
export function following<R>(kept: KeptRows, context: RunContext, from: string | undefined): Reader<Row<R>> {
  let after: RowCursor | undefined = from === undefined ? undefined : cursorOf(from);
  return {
    async next(signal): Promise<Read<Row<R>>> {
      for await (const _ of context.changes(kept, signal)) {
        const { version, rows } = await context.finalRows(kept, after, PAGE);
        const items = rows as readonly Row<R>[];
        const last = items.at(-1);
        if (!last) continue;
        after = { ...last, version };
        const positionOf = (i: number) => positionAt({ ...(items[i] ?? last), version });
        return { items, position: positionAt(after), positionOf };
      }
      throw signal.reason;
    },
    async close() {},
  };
}
