import { PipelineError } from '../core/errors.ts';

/** Whether it is the store that fails, or is another one by now: then nothing of it can be said, not of one view. */
export const isOfStore = (thrown: unknown): boolean =>
  thrown instanceof PipelineError && ['WORLD', 'MOVED'].includes(thrown.code);
