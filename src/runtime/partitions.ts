import { BehaviorSubject, concatMap, defer, filter, from, mergeMap, type Observable, take, takeUntil, tap } from 'rxjs';
import { keptCellsOf } from '../core/pipeline.ts';
import type { PartitionId } from '../core/record.ts';
import type { Partition } from '../core/source.ts';
import type { Enrolled, Fresh } from '../store/store.ts';
import { aborted } from './observed.ts';
import { retryWorld } from './retry.ts';
import { task } from './task.ts';
import type { Progress, TaskSpec } from './task-spec.ts';

/** What all tasks of a pipeline have in common. */
export type Shared = Omit<TaskSpec, 'partition' | 'fresh' | 'opened'>;

/**
 * One task on each partition of the source: each list of partitions is enrolled as a whole before the first of its
 * tasks opens, and a child waits until its parents have ended.
 */
export function partitions(shared: Shared): Observable<Progress> {
  const { pipeline, scope, store, context } = shared;
  const stopped = aborted(context.signal);
  return defer(() => from(store.roster(scope))).pipe(
    mergeMap((roster) => {
      const family = new Family(pipeline.source.bounded ? [] : roster);
      return pipeline.source.partitions(context).pipe(
        takeUntil(stopped),
        concatMap(async (list) => {
          const added = family.add(list);
          await store.enrol(scope, added);
          return added;
        }),
        mergeMap((added) => added),
        mergeMap((partition) =>
          family.ready(partition).pipe(
            takeUntil(stopped),
            mergeMap(() => onPartition(shared, partition)),
          ),
        ),
        tap((progress) => {
          if (progress.ended) family.end(progress.partition);
        }),
      );
    }),
  );
}

/** The task of one partition, opened again for as long as the world fails it. */
function onPartition(shared: Shared, partition: Partition<unknown>): Observable<Progress> {
  const { pipeline, owner, context } = shared;
  // A run of a bounded source starts anew, but what is opened again within the run goes on.
  let fresh: Fresh | undefined = pipeline.source.bounded ? { keep: keptCellsOf(pipeline) } : undefined;
  const opened = () => {
    fresh = undefined;
  };
  return defer(() => task({ ...shared, partition, fresh, opened })).pipe(
    retryWorld(`${pipeline.name} on ${partition.id}`, owner, context),
  );
}

/** Which partitions are known, and which of them are over. A parent that nobody knows was over before we came. */
class Family {
  readonly #known: Set<PartitionId>;
  readonly #listed = new Set<PartitionId>();
  readonly #ended: BehaviorSubject<ReadonlySet<PartitionId>>;

  constructor(roster: readonly Enrolled[]) {
    this.#known = new Set(roster.map(({ partition }) => partition));
    this.#ended = new BehaviorSubject<ReadonlySet<PartitionId>>(
      new Set(roster.filter(({ ended }) => ended).map(({ partition }) => partition)),
    );
  }

  /** The partitions of the list that were in no earlier list. */
  add(list: readonly Partition<unknown>[]): readonly Partition<unknown>[] {
    const added = list.filter(({ id }) => !this.#listed.has(id));
    for (const { id } of added) {
      this.#known.add(id);
      this.#listed.add(id);
    }
    return added;
  }

  end(partition: PartitionId): void {
    this.#ended.next(new Set([...this.#ended.value, partition]));
  }

  /** Emits once, when all parents have ended. */
  ready({ parents }: Partition<unknown>): Observable<unknown> {
    return this.#ended.pipe(
      filter((ended) => parents.every((parent) => ended.has(parent) || !this.#known.has(parent))),
      take(1),
    );
  }
}
