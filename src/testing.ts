/** For those who write pipelines: run a pipeline file, unchanged, over given events in virtual time. */
import { lastValueFrom } from 'rxjs';
import type { Reason } from './core/batch.ts';
import { foldOf, type Pipeline, windowOf } from './core/pipeline.ts';
import type { Row } from './core/row.ts';
import type { Destination, Output } from './core/sink.ts';
import { run } from './runtime/run.ts';
import { type Item, scripted } from './runtime/scripted.ts';
import { viewRows } from './runtime/view.ts';
import { virtualClock } from './runtime/virtual-clock.ts';
import { memoryStore } from './store/memory.ts';

export { CRASH, type Item, PAUSE } from './runtime/scripted.ts';

export interface DriveOptions {
  /** Items in one read, at most. Results must not depend on it. Default: 1. */
  readonly batch?: number;
}

export interface Driven<T> {
  /** The rows of the pipeline's window as its view shows them, in (start, key) order. */
  readonly rows: readonly (T extends Row ? T : Row)[];
  /** What was set aside, in log order. */
  readonly rejected: readonly { readonly reason: Reason; readonly detail: string; readonly text: string }[];
  /** What each sink was given, by its name; a repetition after a crash has the same id. */
  readonly writes: { readonly [sink: string]: readonly Output<T>[] };
  /** The messages that were delivered, by the destination's name. */
  readonly messages: { readonly [destination: string]: readonly string[] };
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
  options: DriveOptions = {},
): Promise<Driven<T>> {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const stop = new AbortController();
  const script = [...items];
  const source = scripted(pipeline.source, script, options.batch ?? 1, () => stop.abort());
  const writes: { [sink: string]: Output<T>[] } = {};
  const messages: { [destination: string]: string[] } = {};
  const driven = {
    ...pipeline,
    source,
    destinations: pipeline.destinations.map((destination) => recorded(destination as Destination<T>, writes, messages)),
  } as Pipeline;
  const owner = 'drive';
  await lastValueFrom(run(driven, { store, clock, logger: quiet, logUrl: 'file:.', signal: stop.signal, owner }), {
    defaultValue: undefined,
  });
  const scope = { pipeline: pipeline.name, version: 1 };
  const rows = windowOf(pipeline) ? await Array.fromAsync(viewRows(store, scope, foldOf(pipeline))) : [];
  const letters = await store.deadLetters(pipeline.name, { limit: Number.MAX_SAFE_INTEGER });
  return {
    rows: rows as unknown as Driven<T>['rows'],
    rejected: letters.map(({ reason, detail, data }) => ({ reason, detail, text: new TextDecoder().decode(data) })),
    writes,
    messages,
    counts: await store.counts(scope),
  };
}

/** The destination with its writing, not its composing, replaced by a record of what it was given. */
function recorded<T>(
  destination: Destination<T>,
  writes: { [sink: string]: Output<T>[] },
  messages: { [destination: string]: string[] },
): Destination<T> {
  const { name } = destination;
  if ('open' in destination) {
    writes[name] ??= [];
    const write = async (output: readonly Output<T>[]) => {
      writes[name]?.push(...output.map(({ id, value }) => ({ id, value })));
    };
    return { ...destination, open: async () => ({ write, close: async () => {} }) };
  }
  if (destination.kind === 'messages') {
    messages[name] ??= [];
    const deliver = async ({ body }: { readonly body: string }) => {
      messages[name]?.push(body);
    };
    return { ...destination, deliver };
  }
  return destination;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
