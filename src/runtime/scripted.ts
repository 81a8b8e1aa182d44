import { of } from 'rxjs';
import { WorldError } from '../core/errors.ts';
import type { LogRecord, Read } from '../core/record.ts';
import type { Reader, RunContext, Source } from '../core/source.ts';
import { seconds } from '../core/time.ts';

/** As an item of the input: the process is killed here, and started again from its last commit. */
export const CRASH = Symbol('crash');
/** As an item of the input: nothing comes for a second, so that what was read is committed. */
export const PAUSE = Symbol('pause');

/** An item of a log is its text, its bytes, or an object that becomes JSON; of another source it is what it yields. */
export type Item = typeof CRASH | typeof PAUSE | string | Uint8Array | object;

/** In the place of `source`: one partition of `items`, at most `batch` in one read; calls `over` behind the last. */
export function scripted(
  source: Source<unknown>,
  items: readonly Item[],
  batch: number,
  over: () => void,
): Source<unknown> {
  const crashed = new Set<number>();
  return {
    ...source,
    partitions: (context) =>
      of([
        {
          id: 'items',
          parents: [],
          open: async (from) => new Script(source, items, batch, crashed, over, context, from ? Number(from) : 0),
        },
      ]),
  };
}

class Script implements Reader<unknown> {
  readonly #source: Source<unknown>;
  readonly #items: readonly Item[];
  readonly #batch: number;
  /** Crashes that have happened, which a reader that starts again in front of them passes. */
  readonly #crashed: Set<number>;
  readonly #over: () => void;
  readonly #context: RunContext;
  #at: number;

  constructor(
    source: Source<unknown>,
    items: readonly Item[],
    batch: number,
    crashed: Set<number>,
    over: () => void,
    context: RunContext,
    at: number,
  ) {
    this.#source = source;
    this.#items = items;
    this.#batch = batch;
    this.#crashed = crashed;
    this.#over = over;
    this.#context = context;
    this.#at = at;
  }

  async next(signal: AbortSignal): Promise<Read<unknown>> {
    await this.#passSigns();
    const at = this.#at;
    const until = Math.min(at + this.#batch, this.#items.length, this.#nextSign(at));
    this.#at = until;
    const items = this.#items.slice(at, until).map((item) => (this.#source.kind === 'log' ? recordOf(item) : item));
    const read = { items, position: place(until), positionOf: (i: number) => place(at + i + 1) };
    if (until < this.#items.length || items.length > 0) return read;
    if (this.#source.bounded) return { ...read, ended: { children: [] } };
    this.#over();
    await this.#context.clock.sleep(seconds(3600), signal);
    throw new WorldError('the items are over');
  }

  async close(): Promise<void> {}

  async #passSigns(): Promise<void> {
    for (let item = this.#items[this.#at]; item === CRASH || item === PAUSE; item = this.#items[++this.#at]) {
      if (item === PAUSE) await this.#context.clock.sleep(seconds(1));
      else if (!this.#crashed.has(this.#at)) {
        this.#crashed.add(this.#at);
        throw new WorldError('CRASH');
      }
    }
  }

  #nextSign(from: number): number {
    const at = this.#items.findIndex((item, i) => i >= from && (item === CRASH || item === PAUSE));
    return at === -1 ? this.#items.length : at;
  }
}

/** Padded, so that dead letters come in log order. */
const place = (i: number): string => String(i).padStart(10, '0');

function recordOf(item: Item): LogRecord {
  if (item instanceof Uint8Array) return { data: item };
  return { data: new TextEncoder().encode(typeof item === 'string' ? item : JSON.stringify(item)) };
}
