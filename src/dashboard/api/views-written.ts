import { Csv } from '../../core/csv.ts';
import type { WrittenRow } from './views-page.ts';

/** An array with a row on each line, which is the line that `millrace rows --json` has for it. */
export const asJson = (rows: readonly WrittenRow[]): string =>
  rows.length === 0 ? '[]\n' : `[\n${rows.map(({ json }) => json).join(',\n')}\n]\n`;

/** What `millrace rows --csv` prints, which tells its columns by as many rows. A PipelineError LIMIT as `Csv`. */
export function asCsv(rows: readonly WrittenRow[]): string {
  const csv = new Csv();
  let text = '';
  for (let from = 0; from < rows.length; from += PAGE) {
    text += csv.next(rows.slice(from, from + PAGE).map(({ row }) => row));
  }
  return text;
}

const PAGE = 1_000;

/** `format` decides; without it Accept, where CSV weighs more than JSON, or stands in front of it. */
export function isCsv(format: 'json' | 'csv' | undefined, accept = ''): boolean {
  if (format) return format === 'csv';
  const ranges = accept.toLowerCase().split(',');
  const weigh = (...types: readonly string[]) => {
    const at = ranges.findIndex((range) => types.includes(range.split(';')[0]?.trim() ?? ''));
    const weight = Number(/;\s*q=([\d.]+)/.exec(ranges[at] ?? '')?.[1] ?? 1);
    return at === -1 ? { weight: 0, at: ranges.length } : { weight, at };
  };
  const [csv, json] = [weigh('text/csv'), weigh('application/json', 'application/*', '*/*')];
  return csv.weight > json.weight || (csv.weight > 0 && csv.weight === json.weight && csv.at < json.at);
}
