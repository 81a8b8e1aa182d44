import type { Chart } from '../core/chart.ts';
import { PipelineError } from '../core/errors.ts';
import { silent } from '../core/silent.ts';
import type { RenderOptions } from './render-options.ts';

/**
 * Draws a chart: the same bytes for the same chart, each time and on each machine of a kind (between x64 and arm64 a
 * pixel at an edge may differ by one shade). Texts are in the font of the package, and a character that it lacks is a
 * box, in a PNG; an SVG names the font, has all characters, and is drawn with what its reader's machine has.
 *
 * A PipelineError CONFIG for a spec that Vega cannot draw, that would load something, or names another font; LIMIT for
 * a picture that is too large; MISSING where the font is not there.
 */
export async function render(
  chart: Chart,
  { format = 'png', scale = 2, logger = silent }: RenderOptions = {},
): Promise<Uint8Array> {
  if (!(scale > 0 && scale <= SCALE_MAX)) {
    throw new PipelineError(
      'CONFIG',
      `The scale of a picture is ${scale}, wanted a number above 0, up to ${SCALE_MAX}.`,
    );
  }
  // Not needed by those who only import us, and slow to load.
  const { draw } = await import('./drawing/draw.ts');
  return draw(chart, { format, scale, logger });
}

const SCALE_MAX = 8;
