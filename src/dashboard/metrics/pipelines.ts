import type { Registry } from 'prom-client';
import { type Millis, seconds } from '../../core/time.ts';
import { reckoning } from '../../views/reckoning.ts';
import type { Read } from '../documents/shown-pipeline.ts';
import { making } from './making.ts';

/** Partitions of a pipeline that are told one by one, at most: those that go on. */
const PARTITIONS = 500;
const STATES = ['live', 'ended', 'empty', 'stalled', 'broken'] as const;

/** Of the pipelines that have run; sets all to what was read of them. */
export function pipelineMetrics(registry: Registry): (read: readonly Read[], now: Millis) => void {
  const { counter, gauge } = making(registry, 'pipeline');
  const of = ['pipeline'] as const;
  const each = ['pipeline', 'partition'] as const;
  const all = {
    records: counter('records', 'Records read, of the current version or run.', of),
    folded: counter('folded', 'Events folded into rows.', of),
    duplicates: counter('duplicates', 'Events left out because they came before.', of),
    filtered: counter('filtered', 'Events left out by a filter.', of),
    rejected: counter('rejected', 'Events set aside as dead letters.', [...of, 'reason']),
    rate: gauge('records_per_second', 'Records read a second, over the last 10 s.', of),
    lag: gauge('lag_seconds', 'How far event time is behind the clock, where it still goes on.', of),
    partitions: gauge('partitions', 'Partitions on the roster.', [...of, 'state']),
    running: gauge('running', 'Whether a process holds its lease.', of),
    state: gauge('state', 'Of all states 1 for the one that it is in.', [...of, 'state']),
    commits: counter('commits', 'Commits of a partition that goes on.', each),
    opened: counter('opened', 'How often a partition that goes on was opened.', each),
    watermark: gauge('watermark_timestamp_seconds', 'How far event time has come, since 1970.', each),
  };
  return (read, now) => {
    for (const measure of Object.values(all)) measure.reset();
    for (const { shown, stored, partitions } of read) {
      if (!stored) continue;
      const { name } = shown;
      const { records, folded, duplicates, filtered, rejected } = reckoning(stored.counts);
      all.records.set(records, name);
      all.folded.set(folded, name);
      all.duplicates.set(duplicates, name);
      all.filtered.set(filtered, name);
      for (const [reason, n] of rejected) all.rejected.set(n, name, reason);
      if (shown.rate !== null) all.rate.set(shown.rate, name);
      const going = partitions.filter(({ ended }) => !ended);
      if (shown.watermark !== null && going.length > 0) all.lag.set((now - shown.watermark) / seconds(1), name);
      all.partitions.set(going.length, name, 'open');
      all.partitions.set(partitions.length - going.length, name, 'ended');
      all.running.set(stored.holder ? 1 : 0, name);
      for (const state of STATES) all.state.set(state === shown.state ? 1 : 0, name, state);
      for (const { partition, commits, opened, watermark } of going.slice(0, PARTITIONS)) {
        all.commits.set(commits, name, partition);
        all.opened.set(opened, name, partition);
        if (watermark !== null) all.watermark.set(watermark / seconds(1), name, partition);
      }
    }
  };
}
