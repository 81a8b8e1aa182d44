import { PipelineError } from '../core/errors.ts';
import type { PartitionId } from '../core/record.ts';
import type { Committed, Scope, Store } from '../store/store.ts';

/**
 * The error of a task whose commit the store did not take, or would not take. Nothing was written, and nothing may be
 * from here on.
 */
export async function refused(
  committed: Exclude<Committed, 'committed'>,
  store: Store,
  scope: Scope,
  partition: PartitionId,
): Promise<PipelineError> {
  const { pipeline } = scope;
  const anew = await begunAnew(store, scope);
  if (anew) {
    return new PipelineError(
      'MOVED',
      `${pipeline} was ${anew} while this process ran version ${scope.version} of it. Nothing more was written; ` +
        'start again, and it goes on from what the store holds.',
    );
  }
  const task = `${pipeline} on partition ${partition}`;
  return committed === 'fenced'
    ? new PipelineError('FENCED', `Another process has taken ${task}; this one wrote nothing and stops.`)
    : new PipelineError(
        'MOVED',
        `The stored state of ${task} is not the one that this process last wrote: the store was restored. Nothing ` +
          'was written; start again, and it goes on from what the store holds.',
      );
}

/** How a newer version has begun, if one has: a rebuild leaves the version before it, a reset none. */
async function begunAnew(store: Store, scope: Scope): Promise<string | undefined> {
  const { version } = (await store.registered(scope.pipeline))?.scope ?? scope;
  if (version <= scope.version) return undefined;
  if ((await store.roster(scope)).length > 0) return 'rebuilt';
  return version === scope.version + 1 ? 'reset' : 'rebuilt or reset';
}
