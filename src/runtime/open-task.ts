import type { Read } from '../core/record.ts';
import { State } from '../core/state.ts';
import type { Duration } from '../core/time.ts';
import type { Fence, Opened } from '../store/store.ts';
import { Demand } from './demand.ts';
import { closeAll, composed, type Open, openWriters } from './destinations.ts';
import { InHand } from './in-hand.ts';
import { inherit } from './inherit.ts';
import { keyWrites } from './key-writes.ts';
import { refused } from './refused.ts';
import { giveRunPrices } from './run-prices.ts';
import type { Progress, TaskSpec } from './task-spec.ts';

/** A task between its opening and its end: the steps of its loop. */
export class OpenTask {
  readonly #spec: TaskSpec;
  readonly #fence: Fence;
  readonly #hand: InHand;
  readonly #demand: Demand;
  readonly #writers: readonly Open[];
  #commits: number;
  /** When the first read of what is in hand came. */
  #began: Duration = 0;
  #ended = false;

  private constructor(spec: TaskSpec, opened: Opened, state: State, demand: Demand, writers: readonly Open[]) {
    this.#spec = spec;
    this.#fence = opened.fence;
    this.#hand = new InHand(spec.pipeline, opened, state);
    this.#demand = demand;
    this.#writers = writers;
    this.#commits = opened.commits;
  }

  static async open(spec: TaskSpec, opened: Opened, stop: AbortSignal): Promise<OpenTask> {
    const { pipeline, partition, context } = spec;
    const state = new State(opened.state);
    inherit(pipeline, opened.inherited, state);
    await giveRunPrices(pipeline, state, context);
    const demand = new Demand(await partition.open(opened.position), context.clock, stop);
    try {
      const writers = await openWriters(pipeline, { ...context, pipeline: pipeline.name, partition: partition.id });
      return new OpenTask(spec, opened, state, demand, writers);
    } catch (thrown) {
      await demand.close().catch(() => {}); // what failed first says more
      throw thrown;
    }
  }

  /** The next read; undefined when a commit is due instead, when nothing came for long, or when told to stop. */
  next(): Promise<Read<unknown> | undefined> {
    const { limits, context } = this.#spec;
    if (this.idle) return this.#demand.next(limits.verifyEvery);
    const left = this.#began + limits.commitEvery - context.clock.elapsed();
    return this.#demand.next(Math.max(0, Math.min(limits.pauseAfter, left)));
  }

  fold(read: Read<unknown>): void {
    if (this.idle) this.#began = this.#spec.context.clock.elapsed();
    this.#hand.fold(read);
  }

  /** Nothing is in hand. */
  get idle(): boolean {
    return this.#hand.empty;
  }

  /** The partition's end is committed. */
  get ended(): boolean {
    return this.#ended;
  }

  get due(): boolean {
    const { limits, context } = this.#spec;
    if (this.idle) return false;
    if (this.#hand.over || this.#hand.chose || this.#hand.dirty >= limits.dirtyMax) return true;
    if (this.#hand.outputs.length >= limits.outputsMax || this.#hand.bytes >= limits.bytesMax) return true;
    return context.clock.elapsed() - this.#began >= limits.commitEvery;
  }

  /** Writes what is in hand: outside first, then all else in one transaction. Undefined if dropped before that. */
  async commit(dropped: AbortSignal): Promise<Progress | undefined> {
    const { pipeline, scope, partition, store, context } = this.#spec;
    this.#hand.flush();
    const { outputs, records } = this.#hand;
    for (const { name, writer } of outputs.length > 0 ? this.#writers : []) {
      const refused = (await writer.write(outputs)) ?? [];
      // What a dead letter tells is kept, and read by more people than may know a secret.
      this.#hand.refuse(
        name,
        refused.map((one) => ({ ...one, detail: context.secrets.redact(one.detail) })),
      );
    }
    if (dropped.aborted) return undefined;
    const messages = composed(pipeline, scope, outputs, this.#commits);
    const { writes: keys, refused: unwritten } = keyWrites(pipeline, outputs);
    for (const [name, refused] of unwritten) this.#hand.refuse(name, refused);
    const { outcome } = this.#hand; // by operators, and by destinations
    const commit = { scope, partition: partition.id, fence: this.#fence, after: this.#commits, messages, keys };
    const committed = await store.commit({ ...commit, ...this.#hand.take() });
    if (committed !== 'committed') throw await refused(committed, store, scope, partition.id);
    this.#commits++;
    this.#ended = this.#hand.over;
    const { position } = this.#hand.progress;
    context.logger.debug({ pipeline: pipeline.name, partition: partition.id, records, position }, 'committed');
    const told = { partition: partition.id, records, messages: messages.length, ended: this.#ended };
    return { ...told, ...outcome, ...this.#hand.progress };
  }

  /** An idle task looks whether its state was restored, reset, or taken by another: nobody else would notice. */
  async verify(): Promise<void> {
    const { scope, partition, store } = this.#spec;
    const head = await store.head(scope, partition.id);
    const other = head.fence !== undefined && head.fence !== this.#fence;
    if (other) throw await refused('fenced', store, scope, partition.id);
    if (head.fence === undefined || head.commits !== this.#commits)
      throw await refused('moved', store, scope, partition.id);
  }

  async close(): Promise<void> {
    this.#hand.close();
    await closeAll([this.#demand, ...this.#writers.map(({ writer }) => writer)]);
  }
}
