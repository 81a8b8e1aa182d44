import type { Chart } from '../../core/chart.ts';
import { type ErrorCode, messageOf, PipelineError } from '../../core/errors.ts';
import type { Picture } from '../../core/picture.ts';
import { slugOf } from '../../core/slug.ts';
import type { Logger } from '../../core/source.ts';

/** No one will ever see this chart. */
export class Undrawable extends PipelineError {
  constructor(message: string, options?: ErrorOptions) {
    super('CONFIG', message, options);
  }
}

const OF_CHART: readonly ErrorCode[] = ['CONFIG', 'LIMIT'];

/** Draws a chart; a mark goes into the file's name. @throws Undrawable, or what else is wanting */
export async function drawn(chart: Chart, { mark, logger }: { mark?: string; logger?: Logger } = {}): Promise<Picture> {
  const name = [slugOf(chart.title), mark].filter(Boolean).join('-');
  try {
    // Slow to load, and only wanted where there is a chart.
    const { render } = await import('../../charts/render.ts');
    return { name: `${name}.png`, type: 'image/png', data: await render(chart, { ...(logger && { logger }) }) };
  } catch (thrown) {
    // What is wanting is not the chart's, such as a font.
    if (thrown instanceof PipelineError && !OF_CHART.includes(thrown.code)) throw thrown;
    throw new Undrawable(`"${chart.title}" cannot be drawn: ${messageOf(thrown)}`, { cause: thrown });
  }
}
