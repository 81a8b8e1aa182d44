import { existsSync } from 'node:fs';
import type { Reason } from '../core/batch.ts';
import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { grouped } from '../core/words.ts';
import { isKinesis } from '../logs/kinesis/address.ts';
import { isCalled, lettersOf } from '../runtime/dead-letters.ts';
import { openStore } from '../store/open-store.ts';
import type { DeadLetter, StoreReader } from '../store/store.ts';
import { openLogOf } from './log-sink.ts';
import { say } from './output.ts';
import type { Session } from './session.ts';

interface Which {
  readonly id: string | undefined;
  readonly reason: Reason | undefined;
}

/** What one replay appends at most: it is held in memory, and a letter can be rejected anew while we are at it. */
const REPLAY_MAX = { letters: 10_000, bytes: 16 << 20 };
/** What would only be set aside again: event time has moved on, or it is too large for where it should go. */
const FOR_GOOD: readonly Reason[] = ['late', 'stale', 'oversize', 'refused'];
const FOR_GOOD_TEXT = 'late, stale, oversize or refused';
const REPEATED = 'behind dedupe, which would take them for repetitions (--rebuild folds the log anew)';

/** Appends dead letters to the log that they came from, then removes them. */
export async function replayLetters(
  reader: StoreReader,
  pipeline: Pipeline,
  session: Session,
  which: Which,
): Promise<void> {
  const place = placeOf(pipeline, session);
  const { letters, left, repeated, more } = await chosen(reader, pipeline, which);
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
  const seen = repeated > 0 ? `; ${REPEATED}, and left where they are: ${grouped(repeated)}` : '';
  say(`${grouped(letters.length)} appended to ${place}${gone}${seen}${more ? '; there are more: run it again' : ''}`);
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

interface Chosen {
  readonly letters: readonly DeadLetter[];
  /** Those that would be set aside again. */
  readonly left: number;
  /** Those that would be dropped as repetitions. */
  readonly repeated: number;
  readonly more: boolean;
}

async function chosen(store: StoreReader, pipeline: Pipeline, { id, reason }: Which): Promise<Chosen> {
  const { name } = pipeline;
  const letters: DeadLetter[] = [];
  let bytes = 0;
  let left = 0;
  let repeated = 0;
  for await (const letter of lettersOf(store, name, reason)) {
    if (id !== undefined && !isCalled(id, letter)) continue;
    if (wouldRepeat(pipeline, letter)) {
      if (id !== undefined) throw new PipelineError('CONFIG', `${id} stands ${REPEATED}.`);
      repeated++;
      continue;
    }
    if (id === undefined && reason === undefined && FOR_GOOD.includes(letter.reason)) {
      left++;
      continue;
    }
    const full = letters.length === REPLAY_MAX.letters || bytes + letter.data.length > REPLAY_MAX.bytes;
    if (full && letters.length > 0) return { letters, left, repeated, more: true };
    letters.push(letter);
    bytes += letter.data.length;
  }
  if (id === undefined || letters.length > 0) return { letters, left, repeated, more: false };
  throw new PipelineError('MISSING', `${name} has no dead letter ${id}: "millrace dead ${name}" lists them.`);
}

/** Whether what set it aside stands behind an operator that has let the event pass, and will not again. */
function wouldRepeat({ operators }: Pipeline, { operator }: DeadLetter): boolean {
  const names = operators.map(({ spec }) => spec.name);
  const gate = operators.findIndex(({ spec }) => spec.once);
  return gate !== -1 && !names.slice(0, gate + 1).includes(operator);
}
