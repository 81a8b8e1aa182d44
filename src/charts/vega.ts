import type { Chart } from '../core/chart.ts';
import { literal } from './literal.ts';
import { merged } from './merged.ts';
import { theme } from './theme.ts';

export interface OwnOptions {
  /** Stands above it, unless the spec has a title. */
  readonly title: string;
  /** What it shows, in words. Default: the title. */
  readonly alt?: string;
}

/**
 * A chart of your own, by a spec of Vega-Lite with its data in it, in the theme of the others; what its `config` says
 * goes before that. A spec that loads something, or names a font, is refused when it is drawn.
 */
export const vegaLite = (spec: object, options: OwnOptions): Chart => own('vega-lite', spec, options);

/** The same, by a spec of Vega. */
export const vega = (spec: object, options: OwnOptions): Chart => own('vega', spec, options);

const own = (language: Chart['language'], spec: object, { title, alt = title }: OwnOptions): Chart => ({
  ...{ kind: 'chart', language, title, alt },
  spec: { title: literal(title), ...spec, config: merged(theme, 'config' in spec ? spec.config : undefined) },
});
