import type { Chart, Heading } from '../core/chart.ts';
import { PipelineError } from '../core/errors.ts';
import { counted } from '../core/words.ts';
import { type LabelField, labelFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { isLeftOut } from './left-out.ts';
import { panelsSpec, partsUnder } from './panels.ts';
import { sheet } from './sheet.ts';
import { betweenText, isBetween, updatedText } from './times.ts';

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
  // How many rows one of them does not draw is its own matter, also where it is as many of each.
  const shared = partsUnder(charts[0]).filter(
    (part) => !isLeftOut(part) && charts.every((chart) => partsUnder(chart).includes(part)),
  );
  const saidAbove = (part: string) => shared.includes(part) || (window !== undefined && isBetween(part));
  const when = window ? betweenText(window.from, window.to) : (shared.find(isBetween) ?? '');
  const updated = options.updated === undefined ? '' : updatedText(options.updated);
  const more = shared.filter((part) => !isBetween(part) && part !== updated);
  const subtitle = [options.subtitle ?? when, ...more].filter((part) => part !== '').join(' · ');
  return sheet(
    { ...options, subtitle },
    {
      ...{ language, marks: rows.length, rows: rows.length, window, frame: {} },
      alt: `${counted(charts.length, 'chart')}. ${charts.map(({ alt }) => alt).join(' ')}`,
      spec: panelsSpec(charts, language, columns, saidAbove),
    },
  );
}

const COLUMNS_MAX = 4;
const CHARTS_MAX = 40;
