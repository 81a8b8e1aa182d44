import { byClosing, compareText } from '../core/row.ts';
import type { Millis } from '../core/time.ts';
import { totalCounts } from './counts.ts';
import { cellsOf, enrolledOf, type MemoryImage, rowsOf, type ScopeImage, scopeOf } from './memory-image.ts';
import type { DeadLetter, Enrolled, Message, Registered, RowRange, Scope, StoredRow, StoreReader } from './store.ts';

/** The reading half of a memory store. */
export class MemoryReader implements StoreReader {
  protected image: MemoryImage;

  constructor(image: MemoryImage) {
    this.image = image;
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
    const tasks = [...this.scope(scope).tasks].sort(([a], [b]) => compareText(a, b));
    return tasks.map(([partition, task]) => enrolledOf(partition, task));
  }

  async *rows(scope: Scope, { from, to, key }: RowRange = {}): AsyncIterable<StoredRow> {
    const chosen = this.#rows(scope).filter(
      (row) => row.start >= (from ?? -Infinity) && row.start < (to ?? Infinity) && row.key === (key ?? row.key),
    );
    yield* chosen.sort(byStart);
  }

  async *closing(
    scope: Scope,
    after: { readonly closes: Millis; readonly key: string } | undefined,
    until: Millis,
  ): AsyncIterable<StoredRow> {
    const chosen = this.#rows(scope).filter(({ closes, key }) => {
      if (closes > until) return false;
      return !after || closes > after.closes || (closes === after.closes && key > after.key);
    });
    yield* chosen.sort((a, b) => byClosing(a, b) || compareText(a.partition, b.partition));
  }

  async deadLetters(
    pipeline: string,
    { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
  ): Promise<readonly DeadLetter[]> {
    const registered = this.image.pipelines.get(pipeline);
    if (!registered) return [];
    const letters = [...this.scope(registered.scope).dead.values()].sort(byPosition);
    return letters.slice(offset, offset + limit);
  }

  async counts(scope: Scope): Promise<Readonly<Record<string, number>>> {
    return totalCounts([...this.scope(scope).tasks.values()].flatMap(cellsOf));
  }

  async undelivered(scope: Scope, limit: number): Promise<readonly Message[]> {
    return [...this.scope(scope).outbox.values()].slice(0, limit);
  }

  async close(): Promise<void> {
    // Nothing is held open: whoever still has the store may go on reading it.
  }

  #rows(scope: Scope): StoredRow[] {
    return [...this.scope(scope).tasks].flatMap(([partition, task]) =>
      rowsOf(task).map((row) => ({ ...row, partition })),
    );
  }
}

const byStart = (a: StoredRow, b: StoredRow): number =>
  a.start - b.start || compareText(a.key, b.key) || compareText(a.partition, b.partition);

const byPosition = (a: DeadLetter, b: DeadLetter): number =>
  compareText(a.position, b.position) || compareText(a.partition, b.partition) || compareText(a.id, b.id);
