import { type Pipeline, windowOf } from '../core/pipeline.ts';
import type { Difference } from './outcome.ts';
import type { Wrong } from './trial.ts';

/** What a difference tells of its cause, each in one sentence. */
export function explained({ by, difference }: Wrong, pipeline: Pipeline): readonly string[] {
  const { of } = difference;
  const columns = of.startsWith('rows') ? columnsOf(difference, pipeline) : [];
  const names = columns.length > 0 ? [`It differs in ${columns.join(', ')}.`] : [];
  if (by === 'cuts') {
    return [
      ...names,
      'No fault is in this: the log was only cut into other partitions and reads, as random partition keys do. What ' +
        'goes by the order in which events arrive depends on it: let first and last go by time and id, let an ' +
        "aggregate's merge give the same in any order, let what needs all of a key read a log of one partition " +
        '(--partitions 1 tells whether that is all).',
    ];
  }
  if (of.startsWith('effect of')) {
    return [
      'Behind a crash outputs are written again, with the same ids, and the sink made something else of it: let it ' +
        'set what an id says, never add to what is there, nor go by who wrote last.',
    ];
  }
  const { got = '' } = difference;
  if (got.includes(', and under the same id '))
    return ['One id has two contents: who reads it cannot tell which holds.'];
  return names;
}

/** The results that differ, each with what computes it. */
function columnsOf({ wanted, got }: Difference, pipeline: Pipeline): readonly string[] {
  if (wanted === undefined || got === undefined) return [];
  const [one, other]: { readonly [name: string]: unknown }[] = [JSON.parse(wanted), JSON.parse(got)];
  const fold = windowOf(pipeline)?.fold;
  return Object.keys({ ...one, ...other }).flatMap((name) => {
    if (JSON.stringify(one?.[name]) === JSON.stringify(other?.[name])) return [];
    const computed = fold?.computes[fold.names.indexOf(name)];
    return [computed === undefined ? name : `${name}, which is ${computed}`];
  });
}
