import { of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { keptRowsOf } from '../core/fingerprint.ts';
import type { Log } from '../core/log.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import type { Read } from '../core/record.ts';
import type { RunContext, Source } from '../core/source.ts';
import { type Duration, iso, type Millis, START_OF_TIME } from '../core/time.ts';

interface IdleOptions {
  /** The pipelines whose views are watched. */
  readonly views?: readonly Pipeline[];
  /** Logs, such as `log('crypto')`. */
  readonly logs?: readonly Log[];
}

/** How long something has not moved. */
export interface Idle {
  /** Such as `view:usd-per-minute`, or `log:crypto`. */
  readonly of: string;
  /** Up to when the rows of a view are final; when a log was written last. Null: never. */
  readonly moved: Millis | null;
  /** From then until `time`; from 1970 of what has never moved. */
  readonly idle: Duration;
  /** When the run was due. */
  readonly time: Millis;
}

/**
 * For each view and each log that is named how long it has not moved, when the run was due: a job, for an alert where
 * that is too long: `idle({ logs: [log('crypto')] })`, `alert({ key: 'of', of: 'idle', above: minutes(10) })`. A view
 * moves when windows close, by the time of its events; a log when something is appended, by the clock of where it is
 * kept. Errors with CONFIG where nothing is named, for a pipeline without a view, and for a log of which nobody can
 * tell, such as `stdout:`.
 */
export function idle({ views = [], logs = [] }: IdleOptions): Source<Idle> {
  const watched = [...views.map(viewWatch), ...logs.map(logWatch)];
  if (watched.length === 0) {
    throw new PipelineError('CONFIG', "idle() watches nothing. Wanted: such as idle({ logs: [log('crypto')] }).");
  }
  const id = 'idle';
  return {
    kind: 'other',
    name: `idle(${watched.map((one) => one.of).join(', ')})`,
    // What is watched may change, and what is known of the rest stays.
    fingerprint: 'idle',
    bounded: true,
    onePartition: true,
    timeOf: ({ time }: Idle) => time,
    partitions: (context) => {
      const next = () => readOf(watched, context);
      return of([{ id, parents: [], open: async () => ({ next, close: async () => {} }) }]);
    },
  };
}

interface Watched {
  readonly of: string;
  moved(context: RunContext): Promise<Millis | undefined>;
}

async function readOf(watched: readonly Watched[], context: RunContext): Promise<Read<Idle>> {
  const { scheduled: time } = context;
  const items = await Promise.all(
    watched.map(async ({ of, moved }): Promise<Idle> => {
      const last = await moved(context);
      return { of, moved: last ?? null, idle: Math.max(0, time - (last ?? 0)), time };
    }),
  );
  const position = String(time);
  // All of it is committed at once, and asked for anew where it was not.
  const nameOf = (i: number) => `${iso(time)}/${items[i]?.of}`;
  return { items, position, positionOf: () => position, nameOf, ended: { children: [] } };
}

function viewWatch(pipeline: Pipeline): Watched {
  const [name] = viewsOf(pipeline);
  if (name === undefined || pipeline.source.bounded) {
    const why = name === undefined ? 'keeps no view: end it with view(…)' : 'is a job: "millrace jobs" shows its runs';
    throw new PipelineError('CONFIG', `idle() was given ${pipeline.name}, which ${why}.`);
  }
  const kept = keptRowsOf(pipeline);
  return {
    of: `view:${name}`,
    moved: async ({ snapshot }) => {
      const { settled } = await snapshot(kept, { from: 0, to: 0, open: false });
      return settled === START_OF_TIME ? undefined : settled;
    },
  };
}

const logWatch = (log: Log): Watched => ({
  of: log.name,
  moved: async (context) => {
    if (log.lastWrite) return log.lastWrite(context);
    throw new PipelineError('CONFIG', `When ${log.name} was written last cannot be told: watch another log.`);
  },
});
