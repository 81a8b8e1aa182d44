import type { SavedRow } from '../core/open-rows.ts';
import type { PartitionId } from '../core/record.ts';
import { byClosing, compareText, type RowPlace } from '../core/row.ts';
import { countsOf, type SavedState } from '../core/state.ts';
import type { Clock, Millis } from '../core/time.ts';
import { Bell } from './bell.ts';
import { inForce } from './lease.ts';
import { cellsOf, type MemoryImage, outboxOf, rosterOf, rowsOf, type ScopeImage, scopeOf } from './memory-image.ts';
import { MemoryJobs } from './memory-jobs.ts';
import { MemoryKeys } from './memory-keys.ts';
import type {
  DeadLetter,
  Enrolled,
  Head,
  Holder,
  LetterPage,
  Message,
  Registered,
  RowRange,
  Scope,
  StoredRow,
  StoreReader,
} from './store.ts';

/** The reading half of a memory store. */
export class MemoryReader implements StoreReader {
  protected image: MemoryImage;
  protected readonly clock: Clock;
  protected readonly bell = new Bell();
  readonly keys: MemoryKeys;
  readonly jobs: MemoryJobs;

  constructor(image: MemoryImage, clock: Clock) {
    this.image = image;
    this.clock = clock;
    this.keys = new MemoryKeys(() => this.image, clock);
    this.jobs = new MemoryJobs(() => this.image, clock);
  }

  protected scope(scope: Scope): ScopeImage {
    return scopeOf(this.image, scope);
  }

  async registered(pipeline: string): Promise<Registered | undefined> {
    return this.image.pipelines.get(pipeline);
  }

  async viewed(view: string): Promise<Registered | undefined> {
    const pipeline = this.image.views.get(view);
    return pipeline === undefined ? undefined : this.image.pipelines.get(pipeline);
  }

  async roster(scope: Scope): Promise<readonly Enrolled[]> {
    return rosterOf(this.scope(scope)).sort((a, b) => compareText(a.partition, b.partition));
  }

  async head(scope: Scope, partition: PartitionId): Promise<Head> {
    const task = this.scope(scope).tasks.get(partition);
    return { fence: task?.fence, commits: task?.commits ?? 0 };
  }

  async holder(pipeline: string): Promise<Holder | undefined> {
    const lease = this.image.leases.get(pipeline);
    return inForce(lease, this.clock.now()) ? lease : undefined;
  }

  async *rows(scope: Scope, { from, to, key }: RowRange = {}): AsyncIterable<StoredRow> {
    const wanted = (row: SavedRow) =>
      row.start >= (from ?? -Infinity) && row.start < (to ?? Infinity) && row.key === (key ?? row.key);
    yield* this.#rows(scope, wanted).sort(byStart);
  }

  async *closing(scope: Scope, after: RowPlace | undefined, until: Millis): AsyncIterable<StoredRow> {
    const wanted = (row: SavedRow) => row.closes <= until && (!after || byClosing(row, after) > 0);
    yield* this.#rows(scope, wanted).sort((a, b) => byClosing(a, b) || compareText(a.partition, b.partition));
  }

  async forgotten(scope: Scope): Promise<RowPlace | undefined> {
    return this.scope(scope).forgotten;
  }

  async deadLetters(pipeline: string, { limit, after = 0, newest }: LetterPage): Promise<readonly DeadLetter[]> {
    const registered = this.image.pipelines.get(pipeline);
    if (!registered) return [];
    const letters = [...this.scope(registered.scope).dead.values()].filter(({ number }) => number > after);
    return (newest ? letters.reverse() : letters).slice(0, limit);
  }

  async forgottenLetters(pipeline: string): Promise<number> {
    const registered = this.image.pipelines.get(pipeline);
    return registered ? this.scope(registered.scope).forgottenLetters : 0;
  }

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    return countsOf([...this.scope(scope).tasks.values()].flatMap(cellsOf));
  }

  async cells(scope: Scope, partition: PartitionId, name: string): Promise<SavedState['cells']> {
    const task = this.scope(scope).tasks.get(partition);
    return task ? cellsOf(task).filter((cell) => cell.name === name) : [];
  }

  changes(pipeline: string, signal: AbortSignal): AsyncIterable<void> {
    return this.bell.rings(pipeline, signal);
  }

  async undelivered(pipeline: string, to: string, limit: number): Promise<readonly Message[]> {
    return [...outboxOf(this.image, pipeline).values()].filter((message) => message.to === to).slice(0, limit);
  }

  async close(): Promise<void> {
    // Nothing is held open: whoever still has the store may go on reading it.
  }

  #rows(scope: Scope, wanted: (row: SavedRow) => boolean): StoredRow[] {
    return [...this.scope(scope).tasks].flatMap(([partition, task]) =>
      rowsOf(task)
        .filter(wanted)
        .map((row) => ({ ...row, partition })),
    );
  }
}

const byStart = (a: StoredRow, b: StoredRow): number =>
  a.start - b.start || compareText(a.key, b.key) || compareText(a.partition, b.partition);
