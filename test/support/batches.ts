import { lastValueFrom, of, toArray } from 'rxjs';
import { Batch, type Purpose } from '../../src/core/batch.ts';
import type { Operator } from '../../src/core/operator.ts';
import type { LogRecord, Read } from '../../src/core/record.ts';
import { State } from '../../src/core/state.ts';
import { START_OF_TIME } from '../../src/core/time.ts';

/** A read of items whose positions are their indexes. */
export const readOf = <T>(items: readonly T[]): Read<T> => ({
  items,
  position: String(items.length),
  positionOf: (i) => String(i),
});

export const batchOf = <T>(items: readonly T[], purpose: Purpose = 'data', state = new State()): Batch<T> =>
  Batch.of(readOf(items), START_OF_TIME, state, purpose);

/** A record that holds the text, or the object as JSON. */
export const recordOf = (item: string | object, arrival?: number): LogRecord => ({
  data: new TextEncoder().encode(typeof item === 'string' ? item : JSON.stringify(item)),
  ...(arrival !== undefined && { arrival }),
});

/** What the operator makes of the batches, subscribed once. */
export const through = <A, B>(op: Operator<A, B>, ...batches: readonly Batch<A>[]): Promise<Batch<B>[]> =>
  lastValueFrom(of(...batches).pipe(op, toArray()));
