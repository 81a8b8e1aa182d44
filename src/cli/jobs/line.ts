import { iso, type Millis } from '../../core/time.ts';
import type { Run } from '../../store/store.ts';

/** Of a lost run, which has told no error, when it was last heard of; its seconds are until then. */
export const lineOf = ({ job, number, state, started, duration, records, setAside, cause, error }: Run) => ({
  job,
  run: number,
  state,
  started: iso(started),
  seconds: (duration / 1_000).toFixed(1),
  records,
  'set aside': setAside,
  cause,
  error: state === 'lost' ? `not heard of since ${iso(started + duration)}` : error,
});

/** Runs as people see them. */
export async function* linesOf(runs: AsyncIterable<Run>): AsyncGenerator<object> {
  for await (const run of runs) yield lineOf(run);
}

/** A job as people see it: its last run, if it ever ran, and when it is due next, if it has a schedule here. */
export function jobLineOf(job: string, run: Run | undefined, next: Millis | undefined): object {
  const { error, ...line } = run ? lineOf(run) : { job, error: undefined };
  return { ...line, ...(next !== undefined && { next: iso(next) }), error };
}
