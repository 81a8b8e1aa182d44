import { BehaviorSubject, concatMap, defer, filter, from, mergeMap, type Observable, take, takeUntil, tap } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { keptCellsOf } from '../core/pipeline.ts';
import type { Child, PartitionId } from '../core/record.ts';
import type { Partition, Source } from '../core/source.ts';
import type { Enrolled } from '../store/store.ts';
import { aborted } from './observed.ts';
import { retryWorld } from './retry.ts';
import { task } from './task.ts';
import type { Progress, TaskSpec } from './task-spec.ts';

/** What all tasks of a pipeline have in common. */
export interface Shared extends Omit<TaskSpec, 'partition' | 'fresh'> {
  /** The partitions of a bounded source that this run has begun: what is opened again within the run goes on. */
  readonly begun: Set<PartitionId>;
}

/**
 * One task on each partition of the source: each list of partitions is enrolled as a whole before the first of its
 * tasks opens, and a child waits until its parents have ended.
 */
export function partitions(shared: Shared): Observable<Progress> {
  const { pipeline, scope, store, owner, context } = shared;
  const stopped = aborted(context.signal);
  return defer(() => from(store.roster(scope))).pipe(
    mergeMap((roster) => {
      const known = (roster: readonly Enrolled[]) => (pipeline.source.bounded ? [] : roster);
      const family = new Family(known(roster));
      // Asked again whenever the world failed it: by then the roster holds what this run has enrolled.
      return defer(() => from(store.roster(scope))).pipe(
        mergeMap((roster) => pipeline.source.partitions(context, known(roster))),
        retryWorld(`the partitions of ${pipeline.source.name}`, owner, context),
        takeUntil(stopped),
        concatMap(async (list) => {
          const added = family.add(list);
          refuseMany(pipeline.source, family);
          refuseLost(pipeline.source, added, family);
          await store.enrol(scope, family.named(added));
          return added.filter(({ id }) => !family.hasEnded(id));
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

/** The rows and messages of a job are told apart by what they are, not by the partition that they come from. */
function refuseMany({ name, bounded }: Source<unknown>, { size }: Family): void {
  if (!bounded || size <= 1) return;
  throw new PipelineError(
    'CONFIG',
    `${name} ends by itself and has ${size} partitions. Wanted: one, which gathers what the others have.`,
  );
}

/** A child would wait for ever for a parent that nobody can read any more. */
function refuseLost({ name }: Source<unknown>, added: readonly Partition<unknown>[], family: Family): void {
  for (const { id, parents } of added) {
    const lost = parents.find((parent) => family.isLost(parent));
    if (lost === undefined) continue;
    throw new PipelineError(
      'LOG',
      `${name}: ${lost}, the parent of ${id}, was not read to its end and is no longer there. --rebuild begins anew, ` +
        'without what only it had.',
    );
  }
}

/** The task of one partition, opened again for as long as the world fails it. */
function onPartition(shared: Shared, partition: Partition<unknown>): Observable<Progress> {
  const { pipeline, owner, context, begun } = shared;
  const opened = () => {
    begun.add(partition.id);
    shared.opened();
  };
  return defer(() => {
    const starts = pipeline.source.bounded && !begun.has(partition.id);
    const fresh = starts ? { keep: keptCellsOf(pipeline) } : undefined;
    return task({ ...shared, partition, fresh, opened });
  }).pipe(retryWorld(`${pipeline.name} on ${partition.id}`, owner, context));
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

  /** As the roster shall hold them: with the parents that are known. */
  named(list: readonly Partition<unknown>[]): readonly Child[] {
    return list.map(({ id, parents }) => ({ id, parents: parents.filter((parent) => this.#known.has(parent)) }));
  }

  /** How many partitions were listed. */
  get size(): number {
    return this.#listed.size;
  }

  /** Whether it is still to be read, and is not listed. */
  isLost(partition: PartitionId): boolean {
    return this.#known.has(partition) && !this.hasEnded(partition) && !this.#listed.has(partition);
  }

  hasEnded(partition: PartitionId): boolean {
    return this.#ended.value.has(partition);
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
