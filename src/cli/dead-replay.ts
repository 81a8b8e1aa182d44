import { existsSync } from 'node:fs';
import type { Reason } from '../core/batch.ts';
import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { isKinesis } from '../logs/kinesis/address.ts';
import { openStore } from '../store/open-store.ts';
import type { DeadLetter, StoreReader } from '../store/store.ts';
import { lettersOf } from './dead-letters.ts';
import { openLogOf } from './log-sink.ts';
import { grouped, say } from './output.ts';
import type { Session } from './session.ts';

interface Which {
  readonly id: string | undefined;
  readonly reason: Reason | undefined;
}

/** What one replay appends at most: it is held in memory, and a letter can be rejected anew while we are at it. */
const REPLAY_MAX = { letters: 10_000, bytes: 16 << 20 };
/** What would only be set aside again: event time has moved on, or it is too large for where it should go. */
const FOR_GOOD: readonly Reason[] = ['late', 'stale', 'oversize'];
const FOR_GOOD_TEXT = 'late, stale or oversize';

/** Appends dead letters to the log that they came from, then removes them. */
export async function replayLetters(
  reader: StoreReader,
  pipeline: Pipeline,
  session: Session,
  which: Which,
): Promise<void> {
  const place = placeOf(pipeline, session);
  const { letters, left, more } = await chosen(reader, pipeline.name, which);
  if (letters.length > 0) {
    const log = await openLogOf(pipeline, session);
    const refused = (await log.write(letters.map(({ id, data }) => ({ id, value: { data } })))) ?? [];
    await log.close();
    const left = new Set(refused.map(({ index }) => index));
    const store = await openStore(session.storeUrl, session);
    await store.bury(
      pipeline.name,
      letters.filter((_, i) => !left.has(i)).map(({ id }) => id),
    );
    await store.close();
    const [one] = refused;
    if (one) throw new PipelineError('LIMIT', `${place} does not take ${letters[one.index]?.id}: ${one.detail}.`);
  }
  const gone = left > 0 ? `; ${FOR_GOOD_TEXT}, as they would be again, and left where they are: ${grouped(left)}` : '';
  say(`${grouped(letters.length)} appended to ${place}${gone}${more ? '; there are more: run it again' : ''}`);
}

/** The letters came from a log, so it is there; another one would take them where nobody reads. */
function placeOf({ name, source }: Pipeline, { logUrl }: Session): string {
  const place = source.place?.(logUrl);
  if (place === undefined) {
    throw new PipelineError('CONFIG', `${name} reads ${source.name}, which is no log that can be appended to.`);
  }
  // Whether a stream is there is said by the first write.
  if (isKinesis(place) || existsSync(place)) return place;
  throw new PipelineError('MISSING', `There is no log ${place}: name the one that the letters came from by --log.`);
}

async function chosen(
  store: StoreReader,
  pipeline: string,
  { id, reason }: Which,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly left: number; readonly more: boolean }> {
  const letters: DeadLetter[] = [];
  let bytes = 0;
  let left = 0;
  for await (const letter of lettersOf(store, pipeline, reason)) {
    if (id !== undefined && letter.id !== id) continue;
    if (id === undefined && reason === undefined && FOR_GOOD.includes(letter.reason)) {
      left++;
      continue;
    }
    const full = letters.length === REPLAY_MAX.letters || bytes + letter.data.length > REPLAY_MAX.bytes;
    if (full && letters.length > 0) return { letters, left, more: true };
    letters.push(letter);
    bytes += letter.data.length;
  }
  if (id === undefined || letters.length > 0) return { letters, left, more: false };
  throw new PipelineError('MISSING', `${pipeline} has no dead letter ${id}: "millrace dead ${pipeline}" lists them.`);
}
