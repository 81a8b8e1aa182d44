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
