import type { Child, PartitionId } from '../core/record.ts';
import { type Clock, type Duration, START_OF_TIME } from '../core/time.ts';
import { nextFence, refuseRolledBack, rolledBack } from './fence.ts';
import { keepsOut } from './lease.ts';
import { applyCommit } from './memory-commit.ts';
import {
  cellsOf,
  emptyImage,
  emptyTask,
  enrolledOf,
  getOr,
  type MemoryImage,
  outboxOf,
  rosterOf,
  rowsOf,
} from './memory-image.ts';
import { MemoryReader } from './memory-reader.ts';
import { registerPipeline, resetPipeline } from './memory-register.ts';
import {
  type Commit,
  type Committed,
  type Fresh,
  firstWatermark,
  type Lease,
  type Opened,
  type Registered,
  type Scope,
  type Store,
} from './store.ts';

export type { MemoryImage } from './memory-image.ts';

/** A store that is gone with the process: for replays and tests. Each method takes effect before it returns. */
export const memoryStore = ({ clock }: { readonly clock: Clock }): MemoryStore => new MemoryStore(clock);

export class MemoryStore extends MemoryReader implements Store {
  constructor(clock: Clock) {
    super(emptyImage(), clock);
  }

  /** All that the store holds now; nothing that happens later changes it. */
  snapshot(): MemoryImage {
    return structuredClone(this.image);
  }

  /** Rolls the store back, or forward, to what it held then. */
  restore(image: MemoryImage): void {
    this.image = structuredClone(image);
    this.bell.ringAll();
  }

  async lease(pipeline: string, owner: string, span: Duration): Promise<Lease> {
    const now = this.clock.now();
    const lease = this.image.leases.get(pipeline);
    if (keepsOut(lease, owner, now)) return { held: false, ...lease };
    this.image.leases.set(pipeline, { owner, expires: now + span });
    return { held: true };
  }

  async release(pipeline: string, owner: string): Promise<void> {
    if (this.image.leases.get(pipeline)?.owner === owner) this.image.leases.delete(pipeline);
  }

  async register(
    pipeline: string,
    fingerprint: string,
    views: readonly string[],
    rebuildOf?: number,
  ): Promise<Registered> {
    const registered = registerPipeline(this.image, { pipeline, fingerprint, views, rebuildOf });
    this.bell.ring(pipeline);
    return registered;
  }

  async reset(pipeline: string): Promise<Registered | undefined> {
    const registered = resetPipeline(this.image, pipeline);
    this.bell.ring(pipeline);
    return registered;
  }

  async enrol(scope: Scope, partitions: readonly Child[]): Promise<void> {
    const { tasks } = this.scope(scope);
    const roster = rosterOf(this.scope(scope));
    refuseRolledBack(scope, this.image.pipelines.get(scope.pipeline)?.scope.version, roster, partitions);
    for (const { id, parents } of partitions) {
      getOr(tasks, id, () => emptyTask(parents, firstWatermark(roster, parents)));
    }
  }

  async open(scope: Scope, partition: PartitionId, owner: string, fresh?: Fresh): Promise<Opened> {
    const { tasks } = this.scope(scope);
    const task = tasks.get(partition);
    if (!task) throw rolledBack(`partition ${partition}`, scope);
    const going = task.parents.find((parent) => !tasks.get(parent)?.ended);
    if (going !== undefined) throw rolledBack(`the end of ${going}`, scope);
    const fence = nextFence(task.fence, owner);
    task.fence = fence;
    if (fresh) {
      task.position = undefined;
      task.watermark = START_OF_TIME;
      task.ended = false;
      for (const name of task.cells.keys()) if (!fresh.keep.includes(name)) task.cells.delete(name);
      task.rows.clear();
    }
    const rows = rowsOf(task).filter(({ final }) => !final);
    const inherited = task.commits > 0 ? [] : task.parents.map((parent) => cellsOf(tasks.get(parent) ?? emptyTask([])));
    return { ...enrolledOf(partition, task), fence, state: { cells: cellsOf(task), rows }, inherited };
  }

  async commit(commit: Commit): Promise<Committed> {
    const committed = applyCommit(this.image, this.keys, commit);
    if (committed === 'committed') this.bell.ring(commit.scope.pipeline);
    return committed;
  }

  async delivered(pipeline: string, id: string): Promise<void> {
    outboxOf(this.image, pipeline).delete(id);
  }

  async bury(pipeline: string, ids: readonly string[]): Promise<void> {
    const registered = this.image.pipelines.get(pipeline);
    if (!registered) return;
    const { dead } = this.scope(registered.scope);
    for (const id of ids) dead.delete(id);
  }
}
