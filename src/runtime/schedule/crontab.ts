import { PipelineError } from '../../core/errors.ts';
import { FIELDS, valuesOf } from './field.ts';
import { type Draw, hashedBy } from './hashed.ts';

/** What a schedule says, without its time zone: each line's values, field by field; a time is due by any of them. */
export interface Crontab {
  /** What its first line, `TZ=…`, says. */
  readonly zone: string | undefined;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly text: string;
  readonly values: readonly (readonly number[])[];
}

const LINES_MAX = 100;
const WANTED = 'Wanted: such as 0 * * * * or @hourly';

const ALIASES: Readonly<Record<string, string>> = {
  '@hourly': 'H * * * *',
  '@daily': 'H H * * *',
  '@midnight': 'H H(0-2) * * *',
  '@weekly': 'H H * * H',
  '@monthly': 'H H H * *',
  '@yearly': 'H H H H *',
  '@annually': 'H H H H *',
};

/**
 * Reads a schedule as Jenkins does: lines of five fields or of an alias, comments behind `#` at the beginning of a
 * line, blank lines, and the time zone in the first line. A PipelineError CONFIG where it cannot be right.
 */
export function crontab(schedule: string, job: string): Crontab {
  const refuse = (why: string) => new PipelineError('CONFIG', `The schedule of ${job} is wrong: ${why}.`);
  if (typeof schedule !== 'string') throw refuse(`it is ${String(schedule)}. ${WANTED}`);
  const all = schedule.split(/\r?\n/).map((line) => line.trim());
  if (all.length > LINES_MAX) throw refuse(`it has ${all.length} lines, of ${LINES_MAX} that there may be`);
  const [, zone] = /^TZ=(.*)$/.exec(all[0] ?? '') ?? [];
  const draw = hashedBy(job);
  const lines: Line[] = [];
  for (const [i, text] of all.entries()) {
    if (text === '' || text.startsWith('#') || (i === 0 && zone !== undefined)) continue;
    try {
      lines.push({ text, values: fieldsOf(text, draw) });
    } catch (thrown) {
      if (!(thrown instanceof PipelineError)) throw thrown;
      throw refuse(`in "${text}" ${thrown.message}`);
    }
  }
  if (lines.length === 0) throw refuse(`it has no line that says when. ${WANTED}`);
  return { zone: zone?.trim(), lines };
}

function fieldsOf(line: string, draw: Draw): Line['values'] {
  const known = line.startsWith('@') ? ALIASES[line] : line;
  if (known === undefined)
    throw new PipelineError('CONFIG', `stands an unknown word. Wanted: ${Object.keys(ALIASES).join(', ')}`);
  const fields = known.split(/[ \t]+/);
  if (line.startsWith('TZ=')) throw new PipelineError('CONFIG', 'the time zone stands where only the first line may');
  if (fields.length !== FIELDS.length) {
    const wanted = FIELDS.map(({ name }) => name).join(', ');
    throw new PipelineError('CONFIG', `there are ${fields.length} fields. Wanted: five, ${wanted}`);
  }
  return FIELDS.map((field, i) => valuesOf(fields[i] ?? '', field, draw));
}
