import { INNER_WIDTH } from '../../charts/theme.ts';

/** Charts beside each other, as `facet` makes them, in the words of Vega-Lite. */
interface Panels {
  readonly columns: number;
  readonly spacing: number;
  readonly concat: readonly { readonly width: number }[];
}

/**
 * The same charts in as many columns as a page has room for, each as wide as its column; other specs of several charts
 * stay as they are.
 */
export function panelsWithin(spec: object, room: number): object {
  if (!('concat' in spec && 'columns' in spec && 'spacing' in spec)) return spec;
  const { columns, spacing, concat } = spec as Panels;
  const each = (count: number, of: number) => (of - (count - 1) * spacing) / count;
  const most = Math.max(1, Math.min(concat.length, Math.floor((room + spacing) / (WIDTH_MIN + spacing))));
  // None stands alone under the others.
  const fitting = most > 2 && concat.length % most === 1 ? most - 1 : most;
  const more = each(fitting, room - EDGE) - each(columns, INNER_WIDTH);
  return {
    ...spec,
    columns: fitting,
    concat: concat.map((panel) => ({ ...panel, width: Math.max(WIDTH_MIN / 2, Math.floor(panel.width + more)) })),
  };
}

const WIDTH_MIN = 330;
const EDGE = 8;
