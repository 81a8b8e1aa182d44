import type { Pipeline } from '../core/pipeline.ts';
import type { Messages, Output, Sink, TaskContext, View, Writer } from '../core/sink.ts';
import type { Duration } from '../core/time.ts';
import type { Message, Scope } from '../store/store.ts';

/** A sink that is open, by its name. */
export interface Open {
  readonly name: string;
  readonly writer: Writer<unknown>;
}

/** Opens a writer for each outside sink of the pipeline. */
export async function openWriters({ destinations }: Pipeline, task: TaskContext): Promise<readonly Open[]> {
  const writers: Open[] = [];
  try {
    for (const destination of destinations) {
      // What comes out of the operators is what the sinks take: the builder has checked it.
      if (!('open' in destination)) continue;
      writers.push({ name: destination.name, writer: await (destination as Sink<unknown>).open(task) });
    }
    return writers;
  } catch (thrown) {
    await closeAll(writers.map(({ writer }) => writer)).catch(() => {}); // what failed first says more
    throw thrown;
  }
}

/** Closes every one, whatever fails, and then tells the first failure. */
export async function closeAll(open: readonly { close(): Promise<void> }[]): Promise<void> {
  const closed = await Promise.allSettled(open.map((one) => one.close()));
  const failed = closed.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/**
 * The messages that follow from the outputs of a commit, each with an id that says which outputs these are, and behind
 * how many commits: the outputs of a job's next run have the same ids, and what it says is said all the same.
 */
export function composed(
  { destinations }: Pipeline,
  { pipeline, version }: Scope,
  outputs: readonly Output<unknown>[],
  after: number,
): Message[] {
  const [first, last] = [outputs[0], outputs.at(-1)];
  if (!first || !last) return [];
  return destinations.flatMap((destination) => {
    if (destination.kind !== 'messages') return [];
    const bodies = (destination as Messages<unknown>).compose(outputs.map(({ value }) => value));
    const of = `${pipeline}@${version}/${destination.name}/${first.id}~${last.id}/${after}`;
    return bodies.map((body, i) => ({ id: `${of}/${i}`, to: destination.name, body }));
  });
}

/** How long the pipeline's views keep a row after it closed; without a view nobody reads it again. */
export function keepOf({ destinations }: Pipeline): Duration {
  const views = destinations.filter((destination): destination is View<never> => destination.kind === 'view');
  return Math.max(0, ...views.map(({ keep }) => keep));
}
