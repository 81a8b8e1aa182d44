import type { Chart } from '../../core/chart.ts';
import { messageOf, WorldError } from '../../core/errors.ts';
import type { Picture } from '../../core/picture.ts';
import { slugOf } from '../../slack/mark.ts';

/** No one will ever see this chart. */
export class Undrawable extends Error {}

/** Draws a chart; a mark goes into the file's name. @throws Undrawable, or a WorldError where it may be tried again */
export async function drawn(chart: Chart, mark?: string): Promise<Picture> {
  const name = [slugOf(chart.title), mark].filter(Boolean).join('-');
  try {
    // Slow to load, and only wanted where there is a chart.
    const { render } = await import('../../charts/render.ts');
    return { name: `${name}.png`, type: 'image/png', data: await render(chart) };
  } catch (thrown) {
    if (thrown instanceof WorldError) throw thrown;
    throw new Undrawable(`"${chart.title}" cannot be drawn: ${messageOf(thrown)}`, { cause: thrown });
  }
}
