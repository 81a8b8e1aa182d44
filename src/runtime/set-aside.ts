import type { Pipeline } from '../core/pipeline.ts';
import type { Millis } from '../core/time.ts';
import { DEAD_MAX, type StoreReader } from '../store/store.ts';
import { lettersOf } from './dead-letters.ts';
import { locator } from './located.ts';

/** How many dead letters, by reason, would have fallen into a row. */
export interface SetAsideOf {
  readonly counts: Readonly<Record<string, number>>;
  /** What these counts do not tell; undefined: all that there is was looked at. */
  readonly note: string | undefined;
}

/** Looks at every dead letter that is kept, and where it would have fallen. */
export async function setAsideOf(
  store: StoreReader,
  pipeline: Pipeline,
  { key, start }: { readonly key: string; readonly start: Millis },
): Promise<SetAsideOf> {
  const counts: Record<string, number> = {};
  const placesOf = locator(pipeline);
  if (!placesOf) return { counts, note: 'what was set aside came from no log, and so cannot be put into a window' };
  let nowhere = 0;
  for await (const { reason, data } of lettersOf(store, pipeline.name)) {
    const places = placesOf(data);
    if (places.length === 0) nowhere++;
    if (places.some((place) => place.key === key && place.start === start)) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  const forgotten = await store.forgottenLetters(pipeline.name);
  const notes = [
    ...(nowhere > 0 ? [`nothing decodes ${nowhere} of the dead letters, which cannot be put into any window`] : []),
    ...(forgotten > 0 ? [`of more than ${DEAD_MAX} dead letters the oldest ${forgotten} are forgotten`] : []),
  ];
  return { counts, note: notes.length > 0 ? notes.join('; ') : undefined };
}
