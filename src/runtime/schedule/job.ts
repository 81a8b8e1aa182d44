import { PipelineError } from '../../core/errors.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import { timetable } from './timetable.ts';

/** What cannot be right about when and how a pipeline is run as a job, each in one sentence. */
export function* problemsOfJob({ name, options, source }: Pipeline): Generator<string> {
  const { schedule, timezone } = options;
  if (schedule === undefined) {
    if (timezone !== undefined) yield 'It has a timezone and no schedule to go by it: give it one, or leave it out.';
    return;
  }
  if (!source.bounded) {
    yield `A schedule needs a source that ends by itself; ${source.name} does not: give it a limit.`;
  }
  try {
    timetable(schedule, { job: name, timezone });
  } catch (thrown) {
    if (!(thrown instanceof PipelineError)) throw thrown;
    yield thrown.message;
  }
}
