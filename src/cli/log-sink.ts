import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { Sink, Writer } from '../core/sink.ts';
import { contextOf, type Session } from './session.ts';

/** Appends to the log that a pipeline reads; each write is on disk when it returns. */
export async function openLogOf({ name, source }: Pipeline, session: Session): Promise<Writer<unknown>> {
  if (!isSink(source)) {
    throw new PipelineError('CONFIG', `${name} reads ${source.name}, which is no log that can be appended to.`);
  }
  return source.open({ ...contextOf(session), pipeline: name, partition: '' });
}

/** A log is a source and a sink in one. */
const isSink = (source: object): source is Sink<unknown> =>
  'kind' in source && source.kind === 'log' && 'open' in source && typeof source.open === 'function';
