import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { LogRecord } from '../core/record.ts';
import { refuseUnsound } from '../runtime/check.ts';
import { DEAD_MAX } from '../store/store.ts';
import type { Ambient } from './ambient.ts';
import { type Entry, entryOf } from './entry.ts';
import type { Outcome } from './outcome.ts';
import { outcomeOf, partitionless } from './outcomes.ts';
import { type Plain, plain, type Subject } from './plain.ts';
import { pricesIn } from './prices-in.ts';
import { type Cutting, positionAt, type Shard } from './shards.ts';

/** All that the seeds of a pipeline have in common. */
export interface Prepared {
  readonly subject: Subject;
  readonly entries: readonly Entry[];
  readonly cutting: Cutting;
  /** What must come out however the log is cut, and of which of its records. */
  readonly folds: { readonly entries: readonly Entry[]; readonly outcome: Outcome };
  /** What was folded in the first run, whole, in one partition. */
  readonly whole: Outcome;
}

/** Splits and merges of one seed, at most. */
const RESHARDS = 4;
/** The chance that a producer puts a record twice. */
const TWICE = 0.03;
/** Partitions at the beginning, at most, of a log that may have more than one. */
export const PARTITIONS = 4;
/** Events that are set aside, at most: a store forgets the oldest beyond twice as many, and some may come twice. */
const LETTERS_MAX = DEAD_MAX / 2;

/**
 * Prepares the trials of a pipeline over a finite log. Errors with CONFIG for a pipeline that reads no log or cannot be
 * right, and where nothing comes out of the log, so that nothing would be compared; with LIMIT where too much is set
 * aside.
 */
export async function prepare(
  pipeline: Pipeline,
  records: readonly LogRecord[],
  ambient: Ambient,
  partitions = PARTITIONS,
): Promise<Prepared> {
  const { source, operators, name } = pipeline;
  if (source.kind !== 'log') {
    throw new PipelineError('CONFIG', `${name} reads ${source.name}, which is no log: only a log can be read again.`);
  }
  refuseUnsound(pipeline);
  const subject: Subject = { pipeline, ambient, prices: pricesIn(records) };
  const one = source.bounded || source.onePartition === true;
  const cutting = {
    partitions: one ? 1 : partitions,
    reshards: RESHARDS,
    twice: operators.some(({ spec }) => spec.once) ? TWICE : 0,
  };
  const entries = records.map(entryOf);
  ambient.begin(0);
  const first = await plain(subject, [oneOf(entries)]);
  if (first.letters.length > LETTERS_MAX) {
    const many = `${name} sets ${first.letters.length} events aside over these ${records.length} records`;
    throw new PipelineError('LIMIT', `${many}, and ${LETTERS_MAX} can be compared: take fewer, --records N.`);
  }
  const whole = outcomeOf(subject, first);
  if ([...whole].every(([of, { size }]) => of === 'counters' || of === 'events set aside' || size === 0)) {
    const [letter] = first.letters;
    throw new PipelineError(
      'CONFIG',
      `Nothing comes out of ${name} over these ${records.length} records${letter ? ` (${letter.detail})` : ''}: name ` +
        'a log that holds what it reads, --log FILE.',
    );
  }
  const settled = await inTime(subject, entries, first);
  return { subject, entries, cutting, whole, folds: settled };
}

/**
 * What is late in one partition may be in time in another, and either is right. So cuts are compared without the
 * records that were late, and without what is late when those are gone, for they may have hidden others.
 */
async function inTime(subject: Subject, entries: readonly Entry[], first: Plain): Promise<Prepared['folds']> {
  let kept = entries;
  let folded = first;
  for (;;) {
    const late = new Set(
      folded.letters.flatMap(({ reason, position }) => (reason === 'late' || reason === 'stale' ? [position] : [])),
    );
    if (late.size === 0) return { entries: kept, outcome: partitionless(subject, folded) };
    kept = kept.filter((_, i) => !late.has(positionAt(i + 1)));
    folded = await plain(subject, [oneOf(kept)]);
  }
}

/** The log as one partition. */
export const oneOf = (entries: readonly Entry[]): Shard => ({
  id: 'p0',
  parents: [],
  records: entries.map(({ record }) => record),
  children: undefined,
});
