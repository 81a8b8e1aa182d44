import { map } from 'rxjs';
import type { Reader, Source } from './source.ts';

/** The source with each of its readers put into another one. */
export const wrapped = <T>(source: Source<T>, wrap: (reader: Reader<T>) => Reader<T>): Source<T> => ({
  ...source,
  partitions: (context, known) =>
    source.partitions(context, known).pipe(
      map((partitions) =>
        partitions.map((partition) => ({
          ...partition,
          open: async (from) => wrap(await partition.open(from)),
        })),
      ),
    ),
});
