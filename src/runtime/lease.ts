import { from, lastValueFrom, merge, type Observable, takeUntil, tap } from 'rxjs';
import { WorldError } from '../core/errors.ts';
import type { RunContext } from '../core/source.ts';
import { type Duration, iso } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { aborted, observed } from './observed.ts';
import type { Underway } from './underway.ts';

interface Leasing {
  readonly store: Store;
  readonly pipeline: string;
  readonly owner: string;
  /** How long the lease lasts when nobody renews it: how long a pipeline rests when its process is killed. */
  readonly span: Duration;
  /** What the work begins with, for those who wait for it. */
  readonly rebuild: boolean;
  readonly context: RunContext;
  readonly underway: Underway;
}

/**
 * Does the work while this process holds the pipeline's lease; until then, and when it is lost, stands by. The lease
 * only saves work: what keeps two runners from mixing their results is the fence.
 */
export const leased = <T>(leasing: Leasing, work: () => Observable<T>): Observable<T> =>
  observed(async (tell, dropped) => {
    const { pipeline, context, underway } = leasing;
    const stop = AbortSignal.any([dropped, context.signal]);
    while (await acquire(leasing, stop)) {
      const over = new AbortController();
      const lost = renew(leasing, AbortSignal.any([dropped, over.signal]));
      const until = takeUntil<T>(merge(from(lost), aborted(dropped)));
      try {
        await lastValueFrom(work().pipe(tap(tell), until), { defaultValue: undefined });
      } finally {
        over.abort();
        // Only when all that it was doing has ended may another process, or this one, begin; and a renewal that is
        // still on its way must not take again what is given back.
        await Promise.allSettled([underway.settled(), lost]);
        if (!dropped.aborted) await release(leasing);
      }
      if ((await lost) === 'over') return;
      context.logger.warn({ pipeline }, 'another process took the lease: standing by');
    }
  });

const REBUILDS = 'the rebuild begins when it has stopped';

/** Waits until the lease is ours; false when told to stop before. */
async function acquire(
  { store, pipeline, owner, span, rebuild, context }: Leasing,
  stop: AbortSignal,
): Promise<boolean> {
  let told = '';
  while (!stop.aborted) {
    const lease = await store.lease(pipeline, owner, span);
    if (lease.held) {
      if (told) context.logger.info({ pipeline }, 'took over');
      return true;
    }
    if (told !== lease.owner) {
      told = lease.owner;
      context.logger.info(
        { pipeline, runner: told, until: iso(lease.expires) },
        `another process holds the lease of this pipeline: ${rebuild ? REBUILDS : 'standing by'}`,
      );
    }
    await context.clock.sleep(span / 5, stop);
  }
  return false;
}

/** Renews until the lease is in other hands. A store that does not answer is asked again: the commits will tell. */
async function renew({ store, pipeline, owner, span, context }: Leasing, over: AbortSignal): Promise<'lost' | 'over'> {
  for (;;) {
    await context.clock.sleep(span / 3, over);
    if (over.aborted) return 'over';
    try {
      if (!(await store.lease(pipeline, owner, span)).held) return 'lost';
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
