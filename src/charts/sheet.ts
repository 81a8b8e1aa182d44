import type { Chart } from '../core/chart.ts';
import { PipelineError } from '../core/errors.ts';
import { type Heading, headingOf, type Window } from './heading.ts';
import { HEIGHT, theme, WIDTH } from './theme.ts';
import { wrapped } from './wrapped.ts';

/** What one kind of chart makes of its rows. */
export interface Drawing {
  /** In the words of Vega-Lite, or of Vega. */
  readonly language?: Chart['language'];
  readonly spec: object;
  /** How much is drawn: a chart of nothing says why there is nothing instead. */
  readonly marks: number;
  /** How many rows there were. */
  readonly rows: number;
  readonly window: Window | undefined;
  /** What is to be said under the title, such as what could not be drawn. */
  readonly notes?: readonly string[];
  readonly height?: number;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
}

/** A whole picture of a drawing: with its heading, its size and the theme, or with a word on why there is nothing. */
export function sheet(heading: Heading, drawing: Drawing): Chart {
  const { language = 'vega-lite', spec, marks, rows, window, notes = [], height = HEIGHT } = drawing;
  const { title } = heading;
  if (marks > MARKS_MAX) {
    throw new PipelineError(
      'LIMIT',
      `"${title}" is of ${marks} values, at most ${MARKS_MAX} are drawn: chart fewer rows.`,
    );
  }
  if (marks === 0) return nothing(heading, rows, window);
  return {
    ...{ kind: 'chart', language, title },
    alt: `${title}: ${drawing.alt}`,
    spec: { ...framed(language, height, headingOf(heading, window, notes)), ...spec },
  };
}

/** What is more than a picture of this size can show, or draws too slowly. */
const MARKS_MAX = 100_000;

const SCHEMAS = {
  'vega-lite': 'https://vega.github.io/schema/vega-lite/v6.json',
  vega: 'https://vega.github.io/schema/vega/v6.json',
} as const;

const framed = (language: Chart['language'], height: number, title: object): object => ({
  $schema: SCHEMAS[language],
  width: WIDTH,
  height,
  autosize: { type: 'fit', contains: 'padding' },
  title,
  config: theme,
});

function nothing(heading: Heading, rows: number, window: Window | undefined): Chart {
  const why =
    heading.empty ?? (rows === 0 ? 'There are no rows to draw.' : `None of ${rows} rows has a number to draw.`);
  const text = wrapped(why, 70, 4);
  return {
    ...{ kind: 'chart', language: 'vega-lite', title: heading.title },
    alt: `${heading.title}: ${why}`,
    spec: {
      ...framed('vega-lite', HEIGHT, headingOf(heading, window)),
      data: { values: [{ text }] },
      mark: { type: 'text', style: 'note', align: 'center', baseline: 'middle' },
      encoding: { text: { field: 'text', type: 'nominal' } },
    },
  };
}
