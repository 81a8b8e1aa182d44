import type { Logger } from '../core/source.ts';

export interface RenderOptions {
  /** Default: png. */
  readonly format?: 'png' | 'svg';
  /** Pixels of a PNG for each pixel of CSS, up to 8. Default: 2, for sharp screens. */
  readonly scale?: number;
  /** What Vega warns of, and which texts have characters that the font lacks. Default: nobody is told. */
  readonly logger?: Logger;
}
