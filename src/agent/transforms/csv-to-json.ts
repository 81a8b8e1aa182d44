import type { CsvOptions } from '../config/transform-options.ts';
import { csvFields } from './csv-fields.ts';

/** The fields of a record under their names, in that order; null for those that it lacks. What has no name goes. */
export function csvToJson({ customFieldNames, delimiter, pretty }: CsvOptions): (record: string) => string {
  const [open, between, close, colon] = pretty ? ['{\n  ', ',\n  ', '\n}', ': '] : ['{', ',', '}', ':'];
  return (record) => {
    const fields = csvFields(record.replace(/\r?\n$/, ''), delimiter);
    // By hand: an object puts names like "1" before all others.
    const pairs = customFieldNames.map(
      (name, i) => `${JSON.stringify(name)}${colon}${JSON.stringify(fields[i] ?? null)}`,
    );
    return `${open}${pairs.join(between)}${close}\n`;
  };
}
