import type { Pipeline } from '../core/pipeline.ts';
import type { Messages, Output, Sink, TaskContext, View, Writer } from '../core/sink.ts';
import { END_OF_TIME, type Millis } from '../core/time.ts';
import type { Message } from '../store/store.ts';

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
  { name, destinations }: Pipeline,
  commit: string,
  outputs: readonly Output<unknown>[],
): Message[] {
  if (outputs.length === 0) return [];
  return destinations.flatMap((destination) => {
    if (destination.kind !== 'messages') return [];
    const bodies = (destination as Messages<unknown>).compose(outputs.map(({ value }) => value));
    return bodies.map((body, i) => ({ id: `${name}/${commit}/${destination.name}/${i}`, to: destination.name, body }));
  });
}

/** Final rows that closed before this are past the keeping of the pipeline's views; without a view none is kept. */
export function forgetBefore({ destinations }: Pipeline, watermark: Millis): Millis {
  const views = destinations.filter((destination): destination is View<never> => destination.kind === 'view');
  return views.length === 0 ? END_OF_TIME : watermark - Math.max(...views.map(({ keep }) => keep));
}
