import type { Batch, Rejected } from './batch.ts';
import { PipelineError } from './errors.ts';
import { failed } from './operator.ts';
import { settled } from './settled.ts';

/**
 * Runs `step` on each event, which emits any number of results. What `step` throws on one event of a log sets that
 * event aside as `failed`, with all that it had emitted taken back. A PipelineError is meant for the author and goes
 * on; so does a throw on rows, which have no record to be set aside with.
 */
export function eachEvent<A, B>(
  operator: string,
  batch: Batch<A>,
  step: (event: A, emit: (result: B) => void, i: number) => void,
): Batch<B> {
  const events: B[] = [];
  const origin: number[] = [];
  const rejected: Rejected[] = [];
  let record = 0;
  const emit = (result: B): void => {
    events.push(result);
    origin.push(record);
  };
  const { events: given } = batch;
  for (let i = 0; i < given.length; i++) {
    record = batch.recordOf(i);
    const before = events.length;
    try {
      step(given[i] as A, emit, i);
      for (let made = before; made < events.length; made++) settled(operator, events[made]);
    } catch (thrown) {
      if (batch.purpose !== 'data' || thrown instanceof PipelineError) throw thrown;
      events.length = before;
      origin.length = before;
      rejected.push(failed(operator, record, thrown));
    }
  }
  return batch.with(events, { origin, rejected });
}
