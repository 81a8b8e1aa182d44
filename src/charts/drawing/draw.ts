import type { Canvas } from 'canvas';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Chart } from '../../core/chart.ts';
import { messageOf, PipelineError } from '../../core/errors.ts';
import type { RenderOptions } from '../render-options.ts';
import { closedLoader } from './closed-loader.ts';
import { measureAsDrawn } from './lettering.ts';
import { extentOf, letter } from './scene.ts';
import { renumbered } from './svg-ids.ts';
import { type Told, toldTo } from './told.ts';

measureAsDrawn();

/** The bytes of a chart; errors as `render` says. */
export async function draw(chart: Chart, { format, scale, logger }: Required<RenderOptions>): Promise<Uint8Array> {
  // What fails in a data flow, or while it is drawn, Vega logs and then forgets: an empty picture would come of it.
  const faults: unknown[] = [];
  const fault = (thrown: unknown) => void faults.push(thrown);
  const told = toldTo(logger, chart, fault);
  try {
    const view = new vega.View(vega.parse(vegaSpecOf(chart, told)), {
      ...{ renderer: 'none', loader: closedLoader(fault), logger: told },
    });
    try {
      await view.runAsync();
      if (faults.length > 0) throw faults[0];
      const foreign = letter(view, format);
      if (foreign.length > 0) logger.warn({ chart: chart.title, texts: foreign.slice(0, 20) }, FOREIGN[format]);
      const bytes = format === 'svg' ? await svg(view) : await png(view, chart, scale);
      if (faults.length > 0) throw faults[0];
      return bytes;
    } finally {
      view.finalize();
    }
  } catch (thrown) {
    if (thrown instanceof PipelineError) throw thrown;
    const message = `The chart "${chart.title}" cannot be drawn: ${messageOf(thrown)}`;
    throw new PipelineError('CONFIG', message, { cause: thrown });
  }
}

const FOREIGN = {
  png: 'the font lacks characters of these texts: in the picture they are boxes',
  svg: 'the font lacks characters of these texts: they look as the fonts of the reader have them',
} as const;

const vegaSpecOf = ({ language, spec }: Chart, logger: Told): vega.Spec =>
  language === 'vega' ? (spec as vega.Spec) : compile(spec as TopLevelSpec, { logger }).spec;

async function png(view: vega.View, { title }: Chart, scale: number): Promise<Uint8Array> {
  const { width, height } = extentOf(view);
  if (Math.max(width, height) * scale > SIDE_MAX || width * height * scale ** 2 > PIXELS_MAX) {
    throw new PipelineError(
      'LIMIT',
      `The chart "${title}" is ${Math.ceil(width)} × ${Math.ceil(height)} at scale ${scale}. At most ${SIDE_MAX} ` +
        `pixels a side and ${PIXELS_MAX / 1e6} million in all are drawn: take a smaller scale, or chart fewer rows.`,
    );
  }
  const canvas = (await view.toCanvas(scale)) as unknown as Canvas;
  return canvas.encode('png');
}

const SIDE_MAX = 16_384;
const PIXELS_MAX = 64e6;

const svg = async (view: vega.View): Promise<Uint8Array> => new TextEncoder().encode(renumbered(await view.toSVG()));
