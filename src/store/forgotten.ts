import { PipelineError } from '../core/errors.ts';
import type { Scope } from './store.ts';

/** The error of reading on where rows went meanwhile: what is left would be taken for all there was. */
export const forgottenMeanwhile = ({ pipeline }: Scope): PipelineError =>
  new PipelineError(
    'LOG',
    `Rows of ${pipeline} were forgotten while they were read: read them faster, or fewer, or let its view keep them ` +
      'for longer.',
  );
