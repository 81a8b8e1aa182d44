import { type Clock, type Duration, millis } from '../core/time.ts';
import type { Bell } from './bell.ts';
import type { Connection } from './sqlite-connection.ts';
import { CURRENT_SCOPE } from './sqlite-rows.ts';

/** How often it is looked whether other processes have committed. */
const POLL: Duration = millis(100);

/** As `StoreReader.changes` tells. The bell is rung by this handle's own writes. */
export async function* changesIn(
  db: Connection,
  { clock, bell }: { readonly clock: Clock; readonly bell: Bell },
  pipeline: string,
  signal: AbortSignal,
): AsyncGenerator<void> {
  const nap = (rung: AbortSignal) => clock.sleep(POLL, rung);
  let seen: string | null = null;
  for await (const _ of bell.rings(pipeline, signal, nap)) {
    const { mark } = await db.whenFree(() => db.get<{ mark: string }>(MARK, pipeline, pipeline) ?? { mark: '' });
    if (mark === seen) continue;
    seen = mark;
    yield;
  }
}

/** Another one after each commit and each new version of a pipeline. */
const MARK = `SELECT version || '/' ||
  (SELECT coalesce(sum(commits), 0) FROM roster WHERE scope = ${CURRENT_SCOPE}) AS mark
  FROM pipelines WHERE pipeline = ?`;
