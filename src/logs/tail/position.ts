import { PipelineError } from '../../core/errors.ts';
import type { Position } from '../../core/record.ts';
import type { Mark } from './mark.ts';

/** A file as a position holds it: up to where it was read, or of which other one it is a copy. */
export interface Place {
  /** Device and inode. */
  readonly id: string;
  readonly mark: Mark;
  readonly copyOf?: string;
}

const KIND = 'tail:';

/** `tail:` and then each file: `id:offset:head:tail`, and `=id` where it is a copy; in the order of their ids. */
export const positionAt = (places: readonly Place[]): Position =>
  KIND +
  places
    .map(({ id, mark, copyOf }) => `${id}:${mark.offset}:${mark.head}:${mark.tail}${copyOf ? `=${copyOf}` : ''}`)
    .sort()
    .join(',');

/**
 * What names the record that ends there, whatever became of other files, and in a copy of its file as well: the places
 * of all files would name it otherwise behind a restart.
 */
export const nameOfMark = ({ offset, head, tail }: Mark): string => `${offset}:${head}:${tail}`;

/** The inverse of `positionAt`. */
export function placesOf(position: Position): readonly Place[] {
  const text = position.startsWith(KIND) ? position.slice(KIND.length) : undefined;
  if (text === '') return [];
  return (text ?? '').split(',').map((place) => {
    const [, id, offset, head = '', tail = '', copyOf] =
      /^(\w+\.\w+):(\d{1,15}):([\w-]*):(\w*)(?:=(\w+\.\w+))?$/.exec(place) ?? [];
    if (id !== undefined) return { id, mark: { offset: Number(offset), head, tail }, ...(copyOf && { copyOf }) };
    throw new PipelineError(
      'LOG',
      `The position ${position} is none of files that are tailed, which is tail:id:offset:head:tail,… Was the ` +
        'pipeline moved here from another kind of log? Rebuild it to read this one from its beginning.',
    );
  });
}
