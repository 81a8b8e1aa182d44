import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { LogRecord } from '../core/record.ts';
import { refuseUnsound } from '../runtime/check.ts';
import { DEAD_MAX } from '../store/store.ts';
import type { Ambient } from './ambient.ts';
import { type Entry, entryOf } from './entry.ts';
import type { Outcome } from './outcome.ts';
import { exactlyOf, partitionless, SAID } from './outcomes.ts';
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
  /** The pipeline as a process has it that has just begun: nothing is in the variables of its file. */
  readonly load: () => Promise<Pipeline>;
  /** All of this once more, with such a pipeline. */
  readonly anew: () => Promise<Prepared>;
}

/** What there is of a fold of which nothing comes out. */
const NOTHING = ['counters', 'events set aside', SAID];
/** Splits and merges of one seed, at most. */
const RESHARDS = 4;
/** The chance that a producer puts a record twice. */
const TWICE = 0.03;
/** Partitions at the beginning, at most, of a log that may have more than one. */
export const PARTITIONS = 4;
/** Events that are set aside, at most: a store forgets the oldest beyond twice as many, and some may come twice. */
const LETTERS_MAX = DEAD_MAX / 2;

/**
 * Prepares the trials of a pipeline over a finite log. `load` gives it, each time as a process has it that has just
 * begun. Errors with CONFIG for a pipeline that reads no log or cannot be right, and where nothing comes out of the
 * log, so that nothing would be compared; with LIMIT where too much is set aside.
 */
export async function prepare(
  load: () => Promise<Pipeline>,
  records: readonly LogRecord[],
  ambient: Ambient,
  partitions = PARTITIONS,
): Promise<Prepared> {
  ambient.begin(0);
  ambient.forget();
  const pipeline = await load();
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
  const first = await plain(subject, [wholeOf(records)]);
  if (first.letters.length > LETTERS_MAX) {
    const many = `${name} sets ${first.letters.length} events aside over these ${records.length} records`;
    throw new PipelineError('LIMIT', `${many}, and ${LETTERS_MAX} can be compared: take fewer, --records N.`);
  }
  // Who sets no tick aside takes it for a record like any other: were it in each partition, it would be several.
  const entries = records.map((record) => entryOf(record, (first.counts.ticks ?? first.counts.notices ?? 0) > 0));
  const whole = exactlyOf(subject, first);
  const nothing = [...whole].every(([of, { size }]) => NOTHING.includes(of) || size === 0);
  // What looks at the clock may have left out all of it.
  if (nothing && ambient.asked.length === 0) {
    const [letter] = first.letters;
    throw new PipelineError(
      'CONFIG',
      `Nothing comes out of ${name} over these ${records.length} records${letter ? ` (${letter.detail})` : ''}: name ` +
        'a log that holds what it reads, --log FILE.',
    );
  }
  const settled = await inTime(subject, entries, first);
  const anew = () => prepare(load, records, ambient, partitions);
  return { subject, entries, cutting, whole, folds: settled, load, anew };
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
export const oneOf = (entries: readonly Entry[]): Shard => wholeOf(entries.map(({ record }) => record));

const wholeOf = (records: readonly LogRecord[]): Shard => ({ id: 'p0', parents: [], records, children: undefined });
