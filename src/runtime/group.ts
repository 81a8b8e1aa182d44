import type { Batch } from '../core/batch.ts';
import { lengthOf, linesOf } from '../core/lying.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import { isRecord, type PartitionId } from '../core/record.ts';
import type { Output, Refused } from '../core/sink.ts';
import type { Commit } from '../store/store.ts';

type Letter = Commit['dead'][number];

/** What a commit carries beside the state: all that was read, set aside and given out since the last one. */
export class Group {
  readonly outputs: LazyOutput[] = [];
  readonly dead: Letter[] = [];
  records = 0;
  /** Reads, among them empty ones that only move the position. */
  reads = 0;
  /** How many destinations refused an output, by its index. */
  readonly #refusals = new Map<number, number>();
  readonly #partition: PartitionId;
  readonly #ofRecords: string;
  readonly #ofRows: string;

  constructor(pipeline: Pipeline, partition: PartitionId) {
    this.#partition = partition;
    this.#ofRecords = `${pipeline.name}/${partition}`;
    this.#ofRows = viewsOf(pipeline)[0] ?? pipeline.name;
  }

  add(batch: Batch<unknown>): void {
    if (batch.purpose === 'data') {
      this.reads++;
      this.records += lengthOf(batch.read);
    }
    this.#addOutputs(batch);
    this.#addRejected(batch);
    if (batch.events.length === 0) linesOf(batch.read)?.done(); // else outputs may be asked for their records
  }

  /** Sets an output aside that a sink can never take. False for a row: what was folded into it stays folded. */
  refuse(sink: string, { index, reason, detail }: Refused): boolean {
    const output = this.outputs[index];
    if (!output) throw new RangeError(`${sink} refuses output ${index} of ${this.outputs.length}`);
    const { id, position, data } = output;
    this.#refusals.set(index, (this.#refusals.get(index) ?? 0) + 1);
    this.dead.push({ id: `${id}/${sink}`, position, operator: sink, reason, detail, data });
    return output.ofRecord;
  }

  /** How many outputs were not refused by all of so many destinations. */
  passed(destinations: number): number {
    const refused = this.#refusals.values().filter((times) => times >= destinations);
    return this.outputs.length - [...refused].length;
  }

  #addOutputs(batch: Batch<unknown>): void {
    const prefix = batch.purpose === 'data' ? this.#ofRecords : this.#ofRows;
    let last = -1;
    let n = 0;
    for (let i = 0; i < batch.events.length; i++) {
      // What comes from one record stands together, in every operator.
      const record = batch.recordOf(i);
      n = record === last ? n + 1 : 0;
      last = record;
      this.outputs.push(new LazyOutput(prefix, batch, i, n));
    }
  }

  #addRejected({ read, rejected, state }: Batch<unknown>): void {
    const seen = new Map<string, number>();
    // In log order, whichever operator set them aside: no cut into reads shows in their order.
    for (const { record, operator, reason, detail } of rejected.toSorted((a, b) => a.record - b.record)) {
      const position = read.positionOf(record);
      const name = `${this.#partition}/${position}/${operator}`;
      const n = seen.get(name) ?? 0;
      seen.set(name, n + 1);
      this.dead.push({ id: `${name}/${n}`, position, operator, reason, detail, data: bytesOf(read.items[record]) });
      state.count(`rejected.${reason}`);
    }
  }
}

/** An output whose id, which few sinks ask for, is put together when asked for. */
class LazyOutput implements Output<unknown> {
  readonly #prefix: string;
  readonly #batch: Batch<unknown>;
  readonly #i: number;
  readonly #n: number;

  constructor(prefix: string, batch: Batch<unknown>, i: number, n: number) {
    this.#prefix = prefix;
    this.#batch = batch;
    this.#i = i;
    this.#n = n;
  }

  get value(): unknown {
    return this.#batch.events[this.#i];
  }

  get id(): string {
    return `${this.#prefix}/${this.position}/${this.#n}`;
  }

  /** The position of its record; of what came from none, its name. */
  get position(): string {
    return this.#batch.nameOf(this.#i);
  }

  get ofRecord(): boolean {
    return this.#batch.purpose === 'data';
  }

  /** The bytes of its record; of a row its own, as JSON. */
  get data(): Uint8Array {
    return bytesOf(this.ofRecord ? this.#batch.read.items[this.#batch.recordOf(this.#i)] : this.value);
  }
}

/** The bytes of a record; of an item that came as an object, its JSON. */
function bytesOf(item: unknown): Uint8Array {
  return isRecord(item) ? item.data : new TextEncoder().encode(JSON.stringify(item ?? null));
}
