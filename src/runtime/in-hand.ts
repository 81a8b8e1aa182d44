import { Batch, type Purpose } from '../core/batch.ts';
import { lengthOf } from '../core/lying.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { PartitionId, Position, Read } from '../core/record.ts';
import type { Output, Refused } from '../core/sink.ts';
import type { State } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { Commit, Opened } from '../store/store.ts';
import { keepOf } from './destinations.ts';
import { Flow } from './flow.ts';
import { Group } from './group.ts';
import type { Progress } from './task-spec.ts';
import { timed } from './timed.ts';

/** What the fold has in memory: the state, how far it has come, and what the next commit will carry. */
export class InHand {
  readonly #pipeline: Pipeline;
  readonly #partition: PartitionId;
  readonly #state: State;
  readonly #flow: Flow;
  #group: Group;
  #position: Position | undefined;
  #watermark: Millis;
  #behind: Millis | undefined;
  #over: Read<unknown>['ended'];
  #bytes = 0;
  #chose = false;

  /** `state`: what the partition's last commit left, and what it is given to start with. */
  constructor(pipeline: Pipeline, opened: Opened, state: State) {
    this.#pipeline = pipeline;
    this.#partition = opened.partition;
    this.#state = state;
    this.#flow = new Flow(pipeline);
    this.#group = new Group(pipeline, opened.partition);
    this.#position = opened.position;
    this.#watermark = opened.watermark;
  }

  fold(read: Read<unknown>): void {
    this.#position = read.position;
    this.#behind = read.behind;
    this.#over = read.ended;
    this.#bytes += read.bytes ?? 0;
    this.#chose ||= read.chose ?? false;
    this.#push(read, 'data');
    this.#state.count('records', lengthOf(read)); // known when all is parsed
  }

  /** Lets the windows close what the watermark has passed; all of them when a bounded log is over. */
  flush(): void {
    this.#push(nothing(this.#position), 'flush');
    if (this.#over && this.#pipeline.source.bounded) this.#push(nothing(this.#position), 'end');
  }

  /** Sets aside what a sink can never take. Only an event counts as rejected: received = folded + … + rejected. */
  refuse(sink: string, refused: readonly Refused[]): void {
    for (const one of refused) {
      if (this.#group.refuse(sink, one)) this.#state.count(`rejected.${one.reason}`);
    }
  }

  /** Nothing was read since the last commit. */
  get empty(): boolean {
    return this.#group.reads === 0;
  }

  /** The read that was folded last was the partition's last one. */
  get over(): boolean {
    return this.#over !== undefined;
  }

  /** Rows, cells and dead letters that a commit would write. */
  get dirty(): number {
    return this.#state.dirty + this.#group.dead.length;
  }

  /** Bytes that were read, as far as sources tell. */
  get bytes(): number {
    return this.#bytes;
  }

  /** It was chosen where to begin. */
  get chose(): boolean {
    return this.#chose;
  }

  get records(): number {
    return this.#group.records;
  }

  get outputs(): readonly Output<unknown>[] {
    return this.#group.outputs;
  }

  /** What is to be told of it beside the counters. */
  get outcome(): Pick<Progress, 'rejected' | 'setAside' | 'passed'> {
    const { dead } = this.#group;
    const by = Map.groupBy(dead, ({ operator, reason }) => `${reason} ${operator}`);
    const rejected = [...by.values()].flatMap(([first]) => first ?? []);
    return { rejected, setAside: dead.length, passed: this.#group.passed(this.#pipeline.destinations.length) };
  }

  /** How far the fold has come, for whoever watches. */
  get progress() {
    return {
      position: this.#position,
      watermark: this.#watermark,
      behind: this.#behind,
      counts: this.#state.counts,
    };
  }

  /** Hands over what is to be committed. If the commit fails, all that is in hand is worthless: open the task again. */
  take(): Pick<Commit, 'position' | 'watermark' | 'cells' | 'rows' | 'dead' | 'ended' | 'keep'> {
    const { dead } = this.#group;
    this.#group = new Group(this.#pipeline, this.#partition);
    this.#bytes = 0;
    this.#chose = false;
    return {
      position: this.#position,
      watermark: this.#watermark,
      cells: this.#state.takeDirtyCells(),
      rows: this.#state.rows.takeDirty(),
      dead,
      ...(this.#over && { ended: this.#over }),
      keep: keepOf(this.#pipeline),
    };
  }

  close(): void {
    this.#flow.close();
  }

  #push(items: Read<unknown>, purpose: Purpose): void {
    const { timeOf, bounded } = this.#pipeline.source;
    const read = Batch.of(items, this.#watermark, this.#state, purpose, bounded);
    const batch = this.#flow.push(timeOf ? timed(read, timeOf) : read);
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
