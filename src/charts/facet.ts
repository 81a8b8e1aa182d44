import type { Chart } from '../core/chart.ts';
import { PipelineError } from '../core/errors.ts';
import { type LabelField, labelFrom } from './field.ts';
import { type Heading, windowOf } from './heading.ts';
import { counted } from './left-out.ts';
import { linesOf, panelsSpec } from './panels.ts';
import { sheet } from './sheet.ts';
import { isOfTime } from './times.ts';

export interface FacetOptions extends Heading {
  /** How many charts stand beside each other, from 1 to 4. Default: 2. */
  readonly columns?: number;
}

/**
 * A chart for each value of a field, in the order in which the values come, each with scales of its own; `make` is
 * given its rows. What all of them say under their titles is said once, above. Treemaps and scatters stand together,
 * and so do all others, but not the ones with the others: they are specs of Vega and of Vega-Lite.
 */
export function facet<T>(
  rows: readonly T[],
  by: LabelField<T>,
  make: (rows: readonly T[], key: string) => Chart,
  options: FacetOptions,
): Chart {
  const { columns = 2, title } = options;
  if (!(Number.isInteger(columns) && columns >= 1 && columns <= COLUMNS_MAX)) {
    const wanted = `a whole number from 1 to ${COLUMNS_MAX}`;
    throw new PipelineError('CONFIG', `facet was given columns: ${columns}, wanted ${wanted}.`);
  }
  const charts = [...Map.groupBy(rows, labelFrom(by))].map(([key, of]) => make(of, key));
  if (charts.length > CHARTS_MAX) {
    throw new PipelineError(
      'LIMIT',
      `"${title}" is of ${charts.length} charts, at most ${CHARTS_MAX} are drawn: ask for fewer.`,
    );
  }
  const languages = new Set(charts.map(({ language }) => language));
  if (languages.size > 1) {
    const wanted = 'treemaps and scatters, or others, but not both';
    throw new PipelineError('CONFIG', `"${title}" is of charts in Vega and in Vega-Lite. Wanted: ${wanted}.`);
  }
  const [language = 'vega-lite'] = languages;
  const window = windowOf(rows);
  const shared = linesOf(charts[0]).filter((line) => charts.every((chart) => linesOf(chart).includes(line)));
  const subtitle = options.subtitle ?? (window ? undefined : shared.join(' · '));
  const saidAbove = (line: string) => shared.includes(line) || (window !== undefined && isOfTime(line));
  return sheet(
    { ...options, ...(subtitle !== undefined && { subtitle }) },
    {
      ...{ language, marks: charts.length, rows: rows.length, window, frame: {} },
      alt: `${counted(charts.length, 'chart')}. ${charts.map(({ alt }) => alt).join(' ')}`,
      spec: panelsSpec(charts, language, columns, saidAbove),
    },
  );
}

const COLUMNS_MAX = 4;
const CHARTS_MAX = 40;
