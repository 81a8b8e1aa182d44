import { crontab } from './crontab.ts';
import { FIELDS, isEach } from './field.ts';

/**
 * What a schedule says and hardly means: `* 0 * * *` is due sixty times from midnight to one, each night. One sentence
 * for each such line; a PipelineError CONFIG where the schedule cannot be right.
 */
export function slipsIn(schedule: string, job: string): readonly string[] {
  return crontab(schedule, job).lines.flatMap(({ text, values: [minutes = [], ...others] }) => {
    const [minute, ...wider] = FIELDS;
    const narrowed = wider.find((field, i) => !isEach(others[i] ?? [], field));
    if (!minute || !narrowed || !isEach(minutes, minute)) return [];
    const [, ...rest] = text.split(/[ \t]+/);
    const meant = ['H', ...rest].join(' ');
    return [
      `The schedule "${text}" is due each minute of the ${narrowed.name} that it names. If once an hour is meant, ` +
        `let it be "${meant}".`,
    ];
  });
}
