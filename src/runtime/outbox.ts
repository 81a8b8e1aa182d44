import { concatMap, finalize, merge, type Observable, Subject, startWith, throttle } from 'rxjs';
import type { Pipeline } from '../core/pipeline.ts';
import type { Messages } from '../core/sink.ts';
import type { RunContext } from '../core/source.ts';
import type { Store } from '../store/store.ts';
import { observed } from './observed.ts';
import { retryWorld } from './retry.ts';
import type { Underway } from './underway.ts';

const PAGE = 100;

interface Delivering {
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly owner: string;
  readonly context: RunContext;
  readonly underway: Underway;
}

/**
 * Delivers what commits put into the outbox, to each destination beside the others, in the order of the commits: first
 * what an earlier run left, then whenever `committed` says that there is more. Completes when all is delivered and no
 * more can come, or at a stop after the message in hand; what is left then waits for the next run. Emits the id of each
 * message that was delivered.
 */
export const delivery = (committed: Observable<unknown>, delivering: Delivering): Observable<string> =>
  merge(
    ...delivering.pipeline.destinations.flatMap((destination) => {
      if (destination.kind !== 'messages') return [];
      const free = new Subject<void>();
      const hand: InHand = { unmarked: undefined, tried: undefined, left: true };
      return committed.pipe(
        startWith('what an earlier run left'),
        // One delivery at a time, and one more for all that came meanwhile.
        throttle(() => free, { leading: true, trailing: true }),
        concatMap(() => deliverAll(destination, hand, delivering).pipe(finalize(() => free.next()))),
      );
    }),
  );

interface InHand {
  /** The id of the message that was delivered, while the store does not take the mark. */
  unmarked: string | undefined;
  /** The id of the message that was given to the destination last, whatever came of it. */
  tried: string | undefined;
  /** What waits may have been left by an earlier run, which may have delivered it. */
  left: boolean;
}

const deliverAll = (to: Messages<never>, hand: InHand, { pipeline, store, owner, context, underway }: Delivering) =>
  observed<string>((tell, dropped) => {
    const signal = AbortSignal.any([dropped, context.signal]);
    return deliver(pipeline.name, to, hand, store, { ...context, signal }, tell);
  }, underway).pipe(retryWorld(`messages to ${to.name}`, owner, context));

/** One that was delivered when the process died before it was marked is delivered again, with the same id. */
async function deliver(
  pipeline: string,
  to: Messages<never>,
  hand: InHand,
  store: Store,
  context: RunContext,
  tell: (id: string) => void,
): Promise<void> {
  for (;;) {
    const messages = await store.undelivered(pipeline, to.name, PAGE);
    for (const { id, body } of messages) {
      if (context.signal.aborted) return;
      const again = hand.left || hand.tried === id;
      hand.tried = id;
      if (id !== hand.unmarked) await to.deliver({ id, body, again }, context);
      hand.unmarked = id;
      await store.delivered(pipeline, id);
      hand.unmarked = undefined;
      tell(id);
    }
    // What an earlier run left stands in front: behind all that waited there is none of it.
    if (messages.length < PAGE) hand.left = false;
    if (messages.length === 0) return;
  }
}
