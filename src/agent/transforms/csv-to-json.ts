import type { CsvOptions } from '../config/transform-options.ts';
import { csvFields } from './csv-fields.ts';
import { jsonOfPairs } from './json-text.ts';

/** The fields of a record under their names, in that order; null for those that it lacks. What has no name goes. */
export const csvToJson =
  ({ customFieldNames, delimiter, pretty }: CsvOptions): ((record: string) => string) =>
  (record) => {
    const fields = csvFields(record.replace(/\r?\n$/, ''), delimiter);
    return `${jsonOfPairs(
      customFieldNames.map((name, i) => [name, fields[i] ?? null]),
      pretty,
    )}\n`;
  };
