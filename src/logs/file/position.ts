import { PipelineError } from '../../core/errors.ts';
import type { Position } from '../../core/record.ts';

/** A place in a file log: behind the first `offset` bytes of one generation. */
export interface Place {
  /** Which file: undefined before the first line of whatever file is there. */
  readonly generation: string | undefined;
  readonly offset: number;
  /** How many records of the read are still to come; Infinity where it has no limit. */
  readonly left: number;
}

/** `generation:offset`, and `:left` behind it where the read is limited. */
export const positionAt = ({ generation = '', offset, left }: Place): Position =>
  left === Number.POSITIVE_INFINITY ? `${generation}:${offset}` : `${generation}:${offset}:${left}`;

/** The inverse of `positionAt`. */
export function placeOf(position: Position): Place {
  const [, generation, offset, left] = /^([\w.]*):(\d{1,15})(?::(\d{1,15}))?$/.exec(position) ?? [];
  if (generation === undefined) {
    throw new PipelineError(
      'LOG',
      `The position ${position} is none of a file, which is generation:offset. Was the pipeline moved here from ` +
        'another kind of log? Rebuild it to read this one from its beginning.',
    );
  }
  return {
    generation: generation || undefined,
    offset: Number(offset),
    left: left === undefined ? Number.POSITIVE_INFINITY : Number(left),
  };
}
