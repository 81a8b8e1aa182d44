import { PipelineError } from '../../core/errors.ts';
import type { Position } from '../../core/record.ts';

/** A place in a file log: behind the first `offset` bytes of one generation. */
export interface Place {
  /** Which file: undefined before the first line of whatever file is there. */
  readonly generation: string | undefined;
  readonly offset: number;
  /** What stands right before the offset, see `checkOf`; empty where nothing was read yet. */
  readonly check: string;
  /** How many records of the read are still to come; Infinity where it has no limit. */
  readonly left: number;
}

/** `generation:offset`, and then, where there is one, `-check` and `:left`. */
export const positionAt = ({ generation = '', offset, check, left }: Place): Position =>
  `${generation}:${offset}${check && `-${check}`}${left === Number.POSITIVE_INFINITY ? '' : `:${left}`}`;

/** The inverse of `positionAt`. */
export function placeOf(position: Position): Place {
  const [, generation, offset, check = '', left] =
    /^([\w.]*):(\d{1,15})(?:-(\d+\.\w+))?(?::(\d{1,15}))?$/.exec(position) ?? [];
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
    check,
    left: left === undefined ? Number.POSITIVE_INFINITY : Number(left),
  };
}
