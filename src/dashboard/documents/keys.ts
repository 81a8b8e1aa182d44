import { PipelineError } from '../../core/errors.ts';
import { windowIn } from '../../core/pipeline.ts';
import { printable } from '../../core/table.ts';
import { addsUp, numberAt } from '../../views/fields.ts';
import { grouped } from '../../views/groups.ts';
import type { FoundView } from './found.ts';

/** The keys of the windows that are shown, sorted. */
export const keysOf = (views: readonly FoundView[]): readonly string[] =>
  [...new Set(views.flatMap(({ found }) => ('seen' in found ? found.seen.windows.map(({ head }) => head.key) : [])))]
    .filter((key) => key !== '')
    .sort();

/** A key as it is written here, of one that may be written in another case; undefined where it is not there. */
export const keyIn = (keys: readonly string[], wanted: string): string | undefined =>
  keys.includes(wanted) ? wanted : keys.find((key) => key.toLowerCase() === wanted.toLowerCase());

/** That there is no such key; `has` begins the sentence. */
export function noSuchKey(has: string, wanted: string, keys: readonly string[]): PipelineError {
  const others = keys.length > NAMED_MAX ? ` and ${keys.length - NAMED_MAX} more` : '';
  const named = keys.length === 0 ? 'no key at all' : `${keys.slice(0, NAMED_MAX).map(printable).join(', ')}${others}`;
  const no = `${has} no ${printable(wanted)} as far back as is shown`;
  return new PipelineError('MISSING', `${no}. There is: ${named}.`);
}

const NAMED_MAX = 20;

/**
 * The key that is looked at where none was chosen: of a view of one chart for each key the one that has most of what
 * adds up.
 */
export function chosenKey(views: readonly FoundView[]): string | undefined {
  for (const { view, found } of views) {
    if (!('seen' in found) || !view.charts.some(({ each }) => each)) continue;
    const { fold } = windowIn(view.pipeline);
    const name = fold.names.find((field) => addsUp(fold, field)) ?? '';
    const rows = grouped(fold, found.seen.windows, ({ key }) => key);
    const [first] = rows.toSorted((a, b) => (numberAt(b, name) ?? 0) - (numberAt(a, name) ?? 0));
    if (first) return first.key;
  }
  return undefined;
}
