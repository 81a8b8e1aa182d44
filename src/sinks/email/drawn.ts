import { render } from '../../charts/render.ts';
import type { Chart } from '../../core/chart.ts';
import { messageOf, WorldError } from '../../core/errors.ts';
import type { Picture } from '../../core/picture.ts';
import { slugOf } from '../../core/slug.ts';

/** Draws charts, each under a name of its own; of one that cannot be drawn it is told what it would have shown. */
export async function drawnOf(
  charts: readonly Chart[],
): Promise<{ readonly pictures: readonly Picture[]; readonly notes: readonly string[] }> {
  const pictures: Picture[] = [];
  const notes: string[] = [];
  for (const [i, chart] of charts.entries()) {
    try {
      pictures.push({ name: nameOf(chart, i), type: 'image/png', data: await render(chart) });
    } catch (thrown) {
      if (thrown instanceof WorldError) throw thrown;
      notes.push(`"${chart.title}" cannot be drawn: ${messageOf(thrown)} It would have shown: ${chart.alt}`);
    }
  }
  return { pictures, notes };
}

/** Of a file. */
const nameOf = ({ title }: Chart, i: number): string => `${[slugOf(title), ...(i > 0 ? [i + 1] : [])].join('-')}.png`;
