import type { Reason } from '../core/batch.ts';
import type { DeadLetter, StoreReader } from '../store/store.ts';

/** Letters that are read from the store at once. */
const PAGE = 100;

/** The dead letters of a pipeline, of one reason or all, page by page. */
export async function* lettersOf(store: StoreReader, pipeline: string, reason?: Reason): AsyncGenerator<DeadLetter> {
  for (let after: number | undefined; ; ) {
    const page = await store.deadLetters(pipeline, { limit: PAGE, after });
    yield* page.filter((letter) => reason === undefined || letter.reason === reason);
    after = page.at(-1)?.number;
    if (page.length < PAGE) return;
  }
}

/** By its id, or by the number that it has in the store. */
export const isCalled = (name: string, { id, number }: Pick<DeadLetter, 'id' | 'number'>): boolean =>
  name === id || name === String(number);
