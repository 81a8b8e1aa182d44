import { formatUnits, parseUnits } from '../core/decimal.ts';
import { PipelineError } from '../core/errors.ts';
import type { Keyed, KeyOptions } from '../core/key-write.ts';
import { compareText } from '../core/row.ts';

/** What a commit does to a key of other readers: sets its text, or adds to the sum that the pipeline's version has. */
export interface StoredKeyWrite extends KeyOptions {
  readonly key: string;
  readonly set?: string;
  /** A plain decimal of at most 8 places. */
  readonly add?: string;
}

export interface KeysReader {
  /**
   * Those that match, in the order of their code units: `*` stands for any text, `?` for one character. In Redis these
   * are the plain texts of its database, whoever wrote them. A PipelineError LIMIT where there are over 100,000.
   */
  matching(pattern: string): Promise<readonly Keyed[]>;
}

export interface KeysStore extends KeysReader {
  /** Sets one by hand. A PipelineError CONFIG for one that a pipeline writes. */
  put(key: string, value: string): Promise<void>;
  /** Adds to a whole number, 0 where there is none, and gives the sum. Refuses as `put`, and where no number stands. */
  increment(key: string, by: bigint): Promise<string>;
  /**
   * Removes those that match, and what pipelines have summed up for them, so that they begin anew, all in one
   * transaction; gives how many there were.
   */
  remove(pattern: string): Promise<number>;
}

/** Places of the sums. */
export const KEY_PLACES = 8;
/** Digits in front of their point, at most: then each of their halves is a number that Lua holds exactly. */
export const KEY_DIGITS = 17;
const SUM_LIMIT = 10n ** BigInt(KEY_DIGITS + KEY_PLACES);
export const MATCHING_MAX = 100_000;

/** In order, where there are not too many. */
export function sorted(found: Iterable<Keyed>, pattern: string): readonly Keyed[] {
  const keys = [...found].sort((a, b) => compareText(a.key, b.key));
  if (keys.length > MATCHING_MAX) throw tooMany(pattern);
  return keys;
}

export const tooMany = (pattern: string): PipelineError =>
  new PipelineError('LIMIT', `More than ${MATCHING_MAX} keys match ${pattern}: name fewer.`);

/** Whether a key matches; all other characters stand for themselves. */
export function globOf(pattern: string): (key: string) => boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (one) => ({ '*': '.*', '?': '.' })[one] ?? `\\${one}`);
  const whole = new RegExp(`^${source}$`, 'su');
  return (key) => whole.test(key);
}

/** What stands under a key, as far as it matters to whoever would write it. */
export interface Standing {
  /** The pipeline that writes it; undefined where it is nobody's. */
  readonly owner: string | undefined;
}

/** Refuses keys that are another's: whoever reads them would get either's values. */
export function refuseTakenKeys(
  pipeline: string,
  writes: readonly StoredKeyWrite[],
  look: (key: string) => Standing | undefined,
): void {
  for (const { key, takeOver = false } of writes) {
    const there = look(key);
    if (!there || there.owner === pipeline || (there.owner === undefined && takeOver)) continue;
    throw takenKey(key, there.owner, pipeline);
  }
}

export const takenKey = (key: string, owner: string | undefined, pipeline: string): PipelineError =>
  new PipelineError(
    'CONFIG',
    owner === undefined
      ? `The key "${key}" that ${pipeline} would write is there already, and none of its own: let it take that over ` +
          `(takeOver: true), or remove it by "millrace cache remove '${key}'".`
      : `The key "${key}" that ${pipeline} would write is kept by ${owner}: give one of them another name.`,
  );

/** By hand nobody writes what a pipeline does. */
export const ofPipeline = (key: string, owner: string): PipelineError =>
  new PipelineError('CONFIG', `The key "${key}" is written by the pipeline ${owner}, and by nobody else.`);

export const noNumber = (key: string, value: string): PipelineError =>
  new PipelineError('CONFIG', `The key "${key}" holds ${JSON.stringify(value.slice(0, 60))}, which is no number.`);

/** A sum is printed as an amount is. */
export const isSum = (text: string): boolean =>
  new RegExp(`^-?\\d{1,${KEY_DIGITS}}(\\.\\d{1,${KEY_PLACES}})?$`).test(text);

/** What a sum comes to that has so many units of 1e-8. @throws PipelineError LIMIT where it has no room for that */
export function nextSum(key: string, units: bigint, add: string): bigint {
  const sum = units + parseUnits(add, KEY_PLACES);
  if (sum < SUM_LIMIT && sum > -SUM_LIMIT) return sum;
  throw sumTooLarge(key, formatUnits(sum, KEY_PLACES));
}

/** Counters of one version: their sums stay when their keys have expired, so that they count on. */
export const COUNTERS_MAX = 100_000;

export const tooManyCounters = (pipeline: string): PipelineError =>
  new PipelineError(
    'LIMIT',
    `${pipeline} would count under more than ${COUNTERS_MAX} keys, those that have expired included: nothing was ` +
      'written. Count under fewer, by a field that has fewer values.',
  );

export const sumTooLarge = (key: string, sum: string): PipelineError =>
  new PipelineError(
    'LIMIT',
    `The sum under the key "${key}" would come to ${sum}, and it has ${KEY_DIGITS} digits in front of its point at ` +
      'most: nothing was written. Count in a larger unit, or under more keys.',
  );

/** What a whole number that stands under a key comes to by hand. */
export function counted(key: string, value: string, by: bigint): string {
  if (value.includes('.') || !isSum(value)) throw noNumber(key, value);
  return formatUnits(nextSum(key, parseUnits(value, KEY_PLACES), String(by)), KEY_PLACES);
}
