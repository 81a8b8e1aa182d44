import { Batch, type Purpose } from '../core/batch.ts';
import type { Position, Read } from '../core/record.ts';
import type { Writer } from '../core/sink.ts';
import { State } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { Fence, Opened } from '../store/store.ts';
import { Demand } from './demand.ts';
import { composed, forgetBefore, openWriters } from './destinations.ts';
import { Flow } from './flow.ts';
import { Group } from './group.ts';
import { inherit } from './inherit.ts';
import { refused } from './refused.ts';
import type { Progress, TaskSpec } from './task-spec.ts';

/** A task between its opening and its end: what it has in memory, and the steps of its loop. */
export class OpenTask {
  readonly #spec: TaskSpec;
  readonly #fence: Fence;
  readonly #state: State;
  readonly #flow: Flow;
  readonly #demand: Demand;
  readonly #writers: readonly Writer<unknown>[];
  #group: Group;
  #began: Millis = 0;
  #commits: number;
  #position: Position | undefined;
  #watermark: Millis;
  #over: Read<unknown>['ended'];
  /** The partition's end is committed. */
  ended: boolean;

  private constructor(spec: TaskSpec, opened: Opened, state: State, demand: Demand, writers: Writer<unknown>[]) {
    this.#spec = spec;
    this.#fence = opened.fence;
    this.#state = state;
    this.#flow = new Flow(spec.pipeline);
    this.#demand = demand;
    this.#writers = writers;
    this.#group = new Group(spec.pipeline, spec.partition.id);
    this.#commits = opened.commits;
    this.#position = opened.position;
    this.#watermark = opened.watermark;
    this.ended = opened.ended;
  }

  static async open(spec: TaskSpec): Promise<OpenTask> {
    const { store, scope, pipeline, partition, context } = spec;
    const opened = await store.open(scope, partition.id, spec.owner, spec.fresh);
    spec.opened();
    const state = new State(opened.state);
    inherit(pipeline, opened.inherited, state);
    const writers = await openWriters(pipeline, { ...context, pipeline: pipeline.name, partition: partition.id });
    const reader = await partition.open(opened.position);
    return new OpenTask(spec, opened, state, new Demand(reader, context.clock), writers);
  }

  /** The next read; undefined when a commit is due instead, or when told to stop. */
  next(stop: AbortSignal): Promise<Read<unknown> | undefined> {
    const { limits, context } = this.#spec;
    if (this.#group.reads === 0) return this.#demand.next(stop, limits.verifyEvery);
    const left = this.#began + limits.commitEvery - context.clock.now();
    return this.#demand.next(stop, Math.max(0, Math.min(limits.pauseAfter, left)));
  }

  fold(read: Read<unknown>): void {
    if (this.#group.reads === 0) this.#began = this.#spec.context.clock.now();
    this.#state.count('records', read.items.length);
    this.#position = read.position;
    this.#over = read.ended;
    this.#push(read, 'data');
  }

  get idle(): boolean {
    return this.#group.reads === 0;
  }

  get due(): boolean {
    const { limits, context } = this.#spec;
    if (this.#group.reads === 0) return false;
    if (this.#over || this.#state.dirty >= limits.dirtyMax) return true;
    if (this.#group.outputs.length >= limits.outputsMax) return true;
    return context.clock.now() - this.#began >= limits.commitEvery;
  }

  /** Writes what has gathered: outside first, then all else in one transaction. Undefined where nothing has. */
  async commit(dropped: AbortSignal): Promise<Progress | undefined> {
    const { pipeline, scope, partition, store } = this.#spec;
    if (this.#group.reads === 0) return undefined;
    this.#push(nothing(this.#position), 'flush');
    if (this.#over && pipeline.source.bounded) this.#push(nothing(this.#position), 'end');
    const { outputs, dead, records } = this.#group;
    if (outputs.length > 0) for (const writer of this.#writers) await writer.write(outputs);
    if (dropped.aborted) return undefined;
    const messages = composed(pipeline, `${partition.id}/${this.#commits}`, outputs);
    const committed = await store.commit({
      scope,
      partition: partition.id,
      fence: this.#fence,
      after: this.#commits,
      position: this.#position,
      watermark: this.#watermark,
      cells: this.#state.takeDirtyCells(),
      rows: this.#state.rows.takeDirty(),
      dead,
      messages,
      ...(this.#over && { ended: this.#over }),
      forget: forgetBefore(pipeline, this.#watermark),
    });
    if (committed !== 'committed') throw refused(committed, pipeline.name, partition.id);
    this.#commits++;
    this.ended = this.#over !== undefined;
    this.#group = new Group(pipeline, partition.id);
    return this.progress(records, messages.length);
  }

  progress(records = 0, messages = 0): Progress {
    return {
      partition: this.#spec.partition.id,
      records,
      position: this.#position,
      watermark: this.#watermark,
      counts: this.#state.counts,
      messages,
      ended: this.ended,
    };
  }

  /** An idle task looks whether the store was restored under it, or taken by another: nobody else would notice. */
  async verify(): Promise<void> {
    const { pipeline, scope, partition, store } = this.#spec;
    const head = await store.head(scope, partition.id);
    if (head.fence !== this.#fence) throw refused('fenced', pipeline.name, partition.id);
    if (head.commits !== this.#commits) throw refused('moved', pipeline.name, partition.id);
  }

  async close(): Promise<void> {
    this.#flow.close();
    await this.#demand.close();
    for (const writer of this.#writers) await writer.close();
  }

  #push(read: Read<unknown>, purpose: Purpose): void {
    const batch = this.#flow.push(Batch.of(read, this.#watermark, this.#state, purpose));
    this.#watermark = batch.watermark;
    this.#group.add(batch);
  }
}

/** A read of nothing, for the batches that carry a question instead of events. */
const nothing = (position: Position | undefined): Read<never> => ({
  items: [],
  position: position ?? '',
  positionOf: () => position ?? '',
});
