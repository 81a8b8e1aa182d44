import type { Chart, Heading } from '../core/chart.ts';
import { PipelineError } from '../core/errors.ts';
import { counted } from '../core/words.ts';
import { headingOf, type Window } from './heading.ts';
import { HEIGHT, INNER_WIDTH, NOTE, theme, WIDTH } from './theme.ts';
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
  /** How large it is, where it is not as others are. */
  readonly frame?: object;
  /** What it shows, for those who do not see it. */
  readonly alt: string;
}

/** A whole picture of a drawing: with its heading, its size and the theme, or with a word on why there is nothing. */
export function sheet(heading: Heading, drawing: Drawing): Chart {
  const { language = 'vega-lite', spec, marks, rows, window, notes = [], frame = FRAME } = drawing;
  const { title } = heading;
  if (marks > MARKS_MAX) {
    throw new PipelineError(
      'LIMIT',
      `"${title}" is of ${marks} values, at most ${MARKS_MAX} are drawn: chart fewer rows.`,
    );
  }
  if (marks === 0) return nothing(language, heading, rows, window);
  return {
    ...{ kind: 'chart', language, title },
    alt: `${title}: ${drawing.alt}`,
    spec: { ...titled(language, headingOf(heading, window, notes)), ...frame, ...spec },
  };
}

/** What is more than a picture of this size can show, or draws too slowly. */
const MARKS_MAX = 100_000;

const SCHEMAS = {
  'vega-lite': 'https://vega.github.io/schema/vega-lite/v6.json',
  vega: 'https://vega.github.io/schema/vega/v6.json',
} as const;

const FRAME = { width: WIDTH, height: HEIGHT, autosize: { type: 'fit', contains: 'padding' } };

const titled = (language: Chart['language'], title: object): object => ({
  ...{ $schema: SCHEMAS[language], title, config: theme },
});

function nothing(language: Chart['language'], heading: Heading, rows: number, window: Window | undefined): Chart {
  const none = rows === 0 ? 'There are no rows to draw.' : `None of ${counted(rows, 'row')} has a number to draw.`;
  const why = heading.empty ?? none;
  return {
    ...{ kind: 'chart', language, title: heading.title },
    alt: `${heading.title}: ${why}`,
    spec: { ...titled(language, headingOf(heading, window)), ...FRAME, ...NOTES[language](wrapped(why, WHY_WIDTH, 4)) },
  };
}

/** As a part of the size of its letters: a little less than the picture. */
const WHY_WIDTH = (0.75 * INNER_WIDTH) / NOTE.fontSize;

/** Lines in the middle of a chart, cut where it is small. */
const NOTES: Readonly<Record<Chart['language'], (text: readonly string[]) => object>> = {
  'vega-lite': (text) => ({
    data: { values: [{ text }] },
    mark: { type: 'text', ...NOTE, align: 'center', baseline: 'middle', limit: { expr: 'width' } },
    encoding: { text: { field: 'text', type: 'nominal' } },
  }),
  vega: (value) => ({
    marks: [
      {
        type: 'text',
        encode: {
          enter: {
            ...{ text: { value }, align: { value: 'center' }, baseline: { value: 'middle' } },
            ...{ fontSize: { value: NOTE.fontSize }, lineHeight: { value: NOTE.lineHeight } },
          },
          update: { x: { signal: 'width / 2' }, y: { signal: 'height / 2' }, limit: { signal: 'width' } },
        },
      },
    ],
  }),
};
