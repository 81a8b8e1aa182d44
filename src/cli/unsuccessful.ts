import { PipelineError } from '../core/errors.ts';
import type { Result } from '../store/store.ts';

/** A job has come to its end, and not to what it is for: no reason to stop what runs beside it. */
export class Unsuccessful extends PipelineError {
  readonly result: Result;

  constructor(result: 'failed' | 'timed out', message: string) {
    super('LIMIT', message);
    this.result = result;
  }
}
