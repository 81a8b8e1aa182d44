import type { Batch, Rejected } from './batch.ts';
import { failed } from './operator.ts';

/**
 * Runs `step` on each event, which emits any number of results. What `step` throws on one event of a log sets that
 * event aside as `failed`, with all that it had emitted taken back; rows have no record to be set aside with, so there
 * a throw is a broken assumption and goes on.
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
  batch.events.forEach((event, i) => {
    record = batch.recordOf(i);
    const before = events.length;
    try {
      step(event, emit, i);
    } catch (thrown) {
      if (batch.purpose !== 'data' || isBroken(thrown)) throw thrown;
      events.length = before;
      origin.length = before;
      rejected.push(failed(operator, record, thrown));
    }
  });
  return batch.with(events, { origin, rejected });
}

/** Throw one of these from an operator for what no single event is to blame for. */
export class BrokenAssumption extends Error {}

const isBroken = (thrown: unknown): boolean => thrown instanceof BrokenAssumption;
