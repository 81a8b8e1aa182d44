/** For those who write pipelines: run a pipeline file, unchanged, over given events in virtual time. */
import { lastValueFrom } from 'rxjs';
import type { Reason } from './core/batch.ts';
import type { Picture } from './core/picture.ts';
import { foldOf, type Pipeline, windowOf } from './core/pipeline.ts';
import type { Prices } from './core/prices.ts';
import type { Row } from './core/row.ts';
import { silent } from './core/silent.ts';
import type { Destination, Messages, Output, Sink } from './core/sink.ts';
import { Crashes } from './runtime/crashes.ts';
import { run } from './runtime/run.ts';
import { type Item, scripted } from './runtime/scripted.ts';
import { viewRows } from './runtime/view.ts';
import { virtualClock } from './runtime/virtual-clock.ts';
import { memoryStore } from './store/memory.ts';

export { CRASH, type Item, PAUSE } from './runtime/scripted.ts';

export interface DriveOptions {
  /** Items in one read, at most. Results must not depend on it. Default: 1. */
  readonly batch?: number;
  /** What each asset costs in US dollars when the run begins, for `usd({ at: 'run' })`. */
  readonly prices?: Prices;
}

export interface Driven<T> {
  /** The rows of the pipeline's window as its view shows them, in (start, key) order. */
  readonly rows: readonly (T extends Row ? T : Row)[];
  /** What was set aside, in log order. */
  readonly rejected: readonly { readonly reason: Reason; readonly detail: string; readonly text: string }[];
  /** What each sink was given, by its name; what a crash made it be given again has the same id. */
  readonly writes: { readonly [sink: string]: readonly Output<T>[] };
  /** The texts that each sink would have shown, by its name: what `print` prints. */
  readonly texts: { readonly [sink: string]: readonly string[] };
  /** The messages that were delivered, as people would read them, by the destination's name; of a chart its title. */
  readonly messages: { readonly [destination: string]: readonly string[] };
  /** The pictures that people would see with them, drawn. */
  readonly pictures: { readonly [destination: string]: readonly Picture[] };
  /** What stands under the keys of other readers. */
  readonly keys: Readonly<Record<string, string>>;
  /** How many records were read, folded, dropped as duplicates … */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Runs a pipeline over `items` with the real task, in virtual time, with a store in memory. A bounded source is over
 * after the last item; an endless one is stopped there, its open windows still provisional.
 */
export async function drive<T>(
  pipeline: Pipeline<T>,
  items: Iterable<Item>,
  { batch = 1, prices = {} }: DriveOptions = {},
): Promise<Driven<T>> {
  const clock = virtualClock();
  const crashes = new Crashes();
  const store = memoryStore({ clock });
  crashes.strike(store);
  const stop = new AbortController();
  const script = { items: [...items], batch, crashes, over: () => stop.abort() };
  const record = new Recorded<T>();
  const driven = {
    ...pipeline,
    source: scripted(pipeline.source, script),
    destinations: pipeline.destinations.map((destination) => record.instead(destination as Destination<T>)),
  } as Pipeline;
  const world = { store, clock, logger: silent, logUrl: 'file:.', prices: async () => prices, signal: stop.signal };
  await lastValueFrom(run(driven, { ...world, owner: 'drive' }), { defaultValue: undefined });
  const scope = { pipeline: pipeline.name, version: 1 };
  const rows = windowOf(pipeline) ? await Array.fromAsync(viewRows(store, scope, foldOf(pipeline))) : [];
  const letters = await store.deadLetters(pipeline.name, { limit: Number.MAX_SAFE_INTEGER });
  return {
    rows: rows as unknown as Driven<T>['rows'],
    rejected: letters.map(({ reason, detail, data }) => ({ reason, detail, text: new TextDecoder().decode(data) })),
    writes: record.writes,
    texts: record.texts,
    ...(await record.shown()),
    keys: Object.fromEntries((await store.keys.matching('*')).map(({ key, value }) => [key, value])),
    counts: await store.counts(scope),
  };
}

/** What goes outside, kept instead. */
class Recorded<T> {
  readonly writes: { [sink: string]: Output<T>[] } = {};
  readonly texts: { [sink: string]: string[] } = {};
  readonly #delivered = new Map<Messages<never>, string[]>();

  /** The destination with its writing, not its composing, replaced. */
  instead(destination: Destination<T>): Destination<T> {
    if ('open' in destination) return this.#sink(destination);
    if (destination.kind === 'view' || destination.kind === 'keys') return destination;
    const { kind, name } = destination;
    const bodies: string[] = [];
    this.#delivered.set(destination, bodies);
    const compose = (values: readonly T[]) => destination.compose(values);
    return { kind, name, compose, deliver: async ({ body }) => void bodies.push(body) };
  }

  /** What people would see; behind the run, for no time passes in it while something is drawn. */
  async shown(): Promise<Pick<Driven<T>, 'messages' | 'pictures'>> {
    const messages: { [destination: string]: string[] } = {};
    const pictures: { [destination: string]: Picture[] } = {};
    for (const [destination, bodies] of this.#delivered) {
      const [texts, drawn] = [kept(messages, destination.name), kept(pictures, destination.name)];
      for (const body of bodies) {
        const shown = await destination.show?.(body);
        texts.push(shown?.text ?? body);
        drawn.push(...(shown?.pictures ?? []));
      }
    }
    return { messages, pictures };
  }

  #sink(sink: Sink<T>): Sink<T> {
    const writes = kept(this.writes, sink.name);
    const texts = kept(this.texts, sink.name);
    const write = async (output: readonly Output<T>[]) => {
      writes.push(...output.map(({ id, value }) => ({ id, value })));
      if (sink.textOf) texts.push(sink.textOf(output.map(({ value }) => value)));
    };
    return { ...sink, open: async () => ({ write, close: async () => {} }) };
  }
}

function kept<V>(lists: { [name: string]: V[] }, name: string): V[] {
  lists[name] ??= [];
  return lists[name];
}
