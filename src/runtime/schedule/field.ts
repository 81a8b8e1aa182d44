import { PipelineError } from '../../core/errors.ts';
import type { Draw } from './hashed.ts';

/** One of the five fields of a line, in their order. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** The greatest that a plain `H` may be: on the 28th each month has a day. */
  readonly hashed: number;
}

export const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59, hashed: 59 },
  { name: 'hour', least: 0, most: 23, hashed: 23 },
  { name: 'day of the month', least: 1, most: 31, hashed: 28 },
  { name: 'month', least: 1, most: 12, hashed: 12 },
  // 7 is Sunday as well, which is 0.
  { name: 'day of the week', least: 0, most: 7, hashed: 6 },
];

const TERM = /^(?:(\*)|(\d{1,4})(?:-(\d{1,4}))?|H(?:\((\d{1,4})-(\d{1,4})\))?)(?:\/(\d{1,4}))?$/;

/**
 * The values that a field stands for, ascending: a list of `5`, `0-29`, `0-29/10`, `*`, `*` with a step, `H`, `H/15`,
 * `H(0-29)`, `H(0-29)/10`. Each `H` draws once, in the order in which they are read. A PipelineError CONFIG for
 * anything else, which names the field.
 */
export function valuesOf(text: string, field: Field, draw: Draw): readonly number[] {
  const values = text.split(',').flatMap((term) => termValues(term, field, draw));
  const days = field.most === 7 ? values.map((day) => day % 7) : values;
  return [...new Set(days)].sort((a, b) => a - b);
}

/** Whether these are all that the field has, as `*` says. */
export const isEach = (values: readonly number[], { least, most }: Field): boolean =>
  values.length === (most === 7 ? 7 : most - least + 1);

function termValues(term: string, field: Field, draw: Draw): readonly number[] {
  const found = TERM.exec(term);
  if (!found) throw refused(field, term, WANTED);
  const [, star, one, end, from, to, by] = found;
  const [low, high] = rangeOf(field, { star, one, end, from, to });
  for (const value of [low, high]) {
    if (value < field.least || value > field.most) throw refused(field, term, `${field.least} to ${field.most}`);
  }
  if (low > high) throw refused(field, term, `the smaller number first, such as ${high}-${low}`);
  if (by === undefined) return term.startsWith('H') ? [low + draw(high - low + 1)] : stepped(low, high, 1);
  const step = Number(by);
  if (one !== undefined && end === undefined) throw refused(field, term, `a range: ${one}-${field.most}/${by}`);
  if (step < 1 || step > high - low + 1) throw refused(field, term, `a step of 1 to ${high - low + 1}`);
  // As in Jenkins: a step of 1 behind an H is one value, and not each.
  if (!term.startsWith('H')) return stepped(low, high, step);
  return step === 1 ? [low + draw(high - low + 1)] : stepped(low + draw(step), high, step);
}

const WANTED =
  'values such as 5, 0-29, */15, 0-29/10, H, H/15, H(0-29) or H(0-29)/10, with commas between several; ' +
  'names are not known';

type Parts = { readonly [part in 'star' | 'one' | 'end' | 'from' | 'to']: string | undefined };

function rangeOf({ least, most, hashed }: Field, { star, one, end, from, to }: Parts): readonly [number, number] {
  // Of the days of the week, 0 to 6 are all.
  if (star !== undefined) return [least, most === 7 ? 6 : most];
  if (one !== undefined) return [Number(one), Number(end ?? one)];
  return from === undefined ? [least, hashed] : [Number(from), Number(to)];
}

const stepped = (low: number, high: number, step: number): readonly number[] =>
  Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);

const refused = ({ name }: Field, got: string, wanted: string): PipelineError =>
  new PipelineError('CONFIG', `the ${name} is "${got}". Wanted: ${wanted}`);
