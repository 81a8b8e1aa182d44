import { PipelineError } from '../../core/errors.ts';
import type { Writer } from '../../core/sink.ts';

/** In the place of a writer, until there is one. */
export const noWriter = (stream: string): Promise<Writer<unknown>> =>
  Promise.reject(new PipelineError('CONFIG', `Nothing writes to the stream ${stream} yet. Write to a file log.`));
