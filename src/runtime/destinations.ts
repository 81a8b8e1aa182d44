import type { Pipeline } from '../core/pipeline.ts';
import type { Messages, Output, Sink, TaskContext, View, Writer } from '../core/sink.ts';
import type { Duration } from '../core/time.ts';
import type { Message, Scope } from '../store/store.ts';

/** Opens a writer for each outside sink of the pipeline. */
export async function openWriters({ destinations }: Pipeline, task: TaskContext): Promise<Writer<unknown>[]> {
  const writers: Writer<unknown>[] = [];
  for (const destination of destinations) {
    // What comes out of the operators is what the sinks take: the builder has checked it.
    if ('open' in destination) writers.push(await (destination as Sink<unknown>).open(task));
  }
  return writers;
}

/** The messages that follow from the outputs of a commit. Their ids are unique because the commit is. */
export function composed(
  { destinations }: Pipeline,
  { pipeline, version }: Scope,
  commit: string,
  outputs: readonly Output<unknown>[],
): Message[] {
  if (outputs.length === 0) return [];
  return destinations.flatMap((destination) => {
    if (destination.kind !== 'messages') return [];
    const bodies = (destination as Messages<unknown>).compose(outputs.map(({ value }) => value));
    const of = `${pipeline}@${version}/${commit}/${destination.name}`;
    return bodies.map((body, i) => ({ id: `${of}/${i}`, to: destination.name, body }));
  });
}

/** How long the pipeline's views keep a row after it closed; without a view nobody reads it again. */
export function keepOf({ destinations }: Pipeline): Duration {
  const views = destinations.filter((destination): destination is View<never> => destination.kind === 'view');
  return Math.max(0, ...views.map(({ keep }) => keep));
}
