import type { Millis } from './time.ts';

/** A picture as data: what it shows, said in the language of Vega-Lite or of Vega. `render` draws it. */
export interface Chart {
  readonly kind: 'chart';
  readonly language: 'vega-lite' | 'vega';
  /** Plain JSON, its data included: the same spec is the same picture, wherever it is drawn. */
  readonly spec: object;
  /** What stands above it. */
  readonly title: string;
  /** What it shows, in words: for those who do not see it. */
  readonly alt: string;
}

/** What stands above a chart. */
export interface Heading {
  readonly title: string;
  /** Default: between which moments the rows are, if they are of windows or are candles. '' for none. */
  readonly subtitle?: string;
  /** Told as `Last Updated: …`. */
  readonly updated?: Millis;
  /** What an empty chart says of why it is empty. Default: that there are no rows, or none with a number. */
  readonly empty?: string;
}
