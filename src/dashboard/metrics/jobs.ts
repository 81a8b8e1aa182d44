import type { Registry } from 'prom-client';
import { seconds } from '../../core/time.ts';
import type { ShownJob } from '../documents/job-shapes.ts';
import { making } from './making.ts';

const RESULTS = ['succeeded', 'failed', 'stopped', 'timed out', 'lost'];

/** Of the jobs that have run, or have a schedule; sets all to what was read of them. */
export function jobMetrics(registry: Registry): (jobs: readonly ShownJob[]) => void {
  const { gauge } = making(registry, 'job');
  const of = ['job'] as const;
  const all = {
    runs: gauge('running', 'Whether its last run goes on.', of),
    number: gauge('last_run_number', 'The number of its last run: how many there were.', of),
    result: gauge('last_run_result', 'Of all results 1 for that of its last run, once that has ended.', [
      ...[...of, 'result'],
    ]),
    started: gauge('last_run_start_timestamp_seconds', 'When its last run began, since 1970.', of),
    duration: gauge('last_run_duration_seconds', 'How long its last run took, once that has ended.', of),
    next: gauge('next_due_timestamp_seconds', 'When it is due next, since 1970.', of),
  };
  return (jobs) => {
    for (const measure of Object.values(all)) measure.reset();
    for (const { job, last, next } of jobs) {
      if (next !== null) all.next.set(next / seconds(1), job);
      if (!last) continue;
      all.runs.set(last.state === 'running' ? 1 : 0, job);
      all.number.set(last.number, job);
      all.started.set(last.started / seconds(1), job);
      if (last.duration !== null) all.duration.set(last.duration / seconds(1), job);
      if (last.state === 'running') continue;
      for (const result of RESULTS) all.result.set(result === last.state ? 1 : 0, job, result);
    }
  };
}
