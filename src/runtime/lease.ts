import {
  catchError,
  concat,
  defer,
  dematerialize,
  EMPTY,
  ignoreElements,
  materialize,
  merge,
  type Observable,
  of,
  retry,
  throwError,
} from 'rxjs';
import { WorldError } from '../core/errors.ts';
import type { RunContext } from '../core/source.ts';
import type { Duration } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { observed } from './observed.ts';

class LeaseLost extends Error {}

interface Leasing {
  readonly store: Store;
  readonly pipeline: string;
  readonly owner: string;
  /** How long the lease lasts when nobody renews it: how long a pipeline rests when its process is killed. */
  readonly span: Duration;
  readonly context: RunContext;
}

/**
 * Does the work while this process holds the pipeline's lease; until then, and when it is lost, stands by. The lease
 * only saves work: what keeps two runners from mixing their results is the fence.
 */
export function leased<T>(leasing: Leasing, work: () => Observable<T>): Observable<T> {
  const { pipeline, context } = leasing;
  const acquired = observed<never>((_tell, dropped) => acquire(leasing, AbortSignal.any([dropped, context.signal])));
  const renewed = observed<never>((_tell, dropped) => renew(leasing, dropped));
  const released = observed<never>(() => release(leasing));
  const worked = defer(() => (context.signal.aborted ? EMPTY : work()));
  // Renewing never ends by itself: the work's end, carried as a value, ends both.
  const both = merge(worked.pipe(materialize()), renewed.pipe(ignoreElements())).pipe(dematerialize());
  // Work that fails gives the lease back too, so that the next one need not wait.
  const given = both.pipe(
    catchError((thrown: unknown) =>
      concat(
        released,
        throwError(() => thrown),
      ),
    ),
  );
  return concat(acquired, given, released).pipe(
    retry({
      delay: (thrown: unknown) => {
        if (!(thrown instanceof LeaseLost)) throw thrown;
        context.logger.warn({ pipeline }, 'another process took the lease: standing by');
        return of(true);
      },
    }),
  );
}

/** Waits until the lease is ours, or until told to stop. */
async function acquire({ store, pipeline, owner, span, context }: Leasing, stop: AbortSignal): Promise<void> {
  let told = '';
  while (!stop.aborted) {
    const lease = await store.lease(pipeline, owner, span);
    if (lease.held) return;
    if (told !== lease.owner) {
      told = lease.owner;
      const until = new Date(lease.expires).toISOString();
      context.logger.info({ pipeline, runner: told, until }, 'another process runs this pipeline: standing by');
    }
    await context.clock.sleep(span / 5, stop);
  }
}

/** Renews until the lease is in other hands. A store that does not answer is asked again: the commits will tell. */
async function renew({ store, pipeline, owner, span, context }: Leasing, dropped: AbortSignal): Promise<void> {
  for (;;) {
    await context.clock.sleep(span / 3, dropped);
    if (dropped.aborted) return;
    try {
      if (!(await store.lease(pipeline, owner, span)).held) throw new LeaseLost();
    } catch (thrown) {
      if (!(thrown instanceof WorldError)) throw thrown;
    }
  }
}

/** Lets others go on at once. If the store does not answer, they go on when the lease has expired. */
async function release({ store, pipeline, owner }: Leasing): Promise<void> {
  try {
    await store.release(pipeline, owner);
  } catch (thrown) {
    if (!(thrown instanceof WorldError)) throw thrown;
  }
}
