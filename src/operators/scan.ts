import { nameOf } from '../core/aggregate.ts';
import { eachEvent } from '../core/each-event.ts';
import { PipelineError } from '../core/errors.ts';
import { frozen } from '../core/frozen.ts';
import { encode, type Json, type KeepsOnly } from '../core/json.ts';
import { type Key, keyOf } from '../core/key.ts';
import { type Operator, operator } from '../core/operator.ts';

interface ScanOptions<A, S> {
  /** One state for each value of this field, or of this function. */
  readonly key: Key<A>;
  /** The state of a key that has none. */
  readonly zero: () => S;
  /** Under which the state is kept; to be given when a pipeline has two scans. */
  readonly name?: string;
  /** For jobs, whose state starts anew with each run: the next run goes on with the states of this one. */
  readonly keep?: boolean;
}

/**
 * State between events, by key, kept in the store with the position: emits the state after each event. `step` returns
 * the next state and leaves the one that it was given alone, which is frozen, so that an event on which it throws
 * changes nothing. A state is plain data. Keys are kept for ever: let them be as bounded as symbols are.
 *
 * Each partition has states of its own: those of a stream are right where its partition key tells the scan's. Where a
 * shard is split both go on with its states; a merge of shards whose states of one key differ is refused.
 */
export function scan<A, S>(options: ScanOptions<A, S> & KeepsOnly<S>, step: (state: S, event: A) => S): Operator<A, S> {
  const { name = 'scan', keep = false } = options;
  const take = keyOf(options.key);
  const details = [nameOf(options.key), nameOf(options.zero), nameOf(step)];
  return operator({ name: 'scan', cells: [{ name, keep, inherit }], details }, () => (batch) => {
    const states = batch.state.cells<S>(name);
    return eachEvent('scan', batch, (event, emit) => {
      const key = take(event);
      const next = step(frozen(states.get(key) ?? options.zero()), event);
      states.set(key, frozen(next));
      emit(next);
    });
  });
}

/** After a split each has the states of both, and nobody can tell which of two is the later one. */
function inherit(a: Json, b: Json): Json {
  if (encode(a) === encode(b)) return a;
  throw new PipelineError(
    'CONFIG',
    'Two partitions that are merged into one have different states of one key of scan, and nothing tells which is ' +
      'the later: read them with tumble or total, which add up, or keep the partitions as they are.',
  );
}
