import type { Chart } from '../../src/core/chart.ts';

/** A chart of some bars. */
export const bars = (title: string, ...values: readonly number[]): Chart => ({
  kind: 'chart',
  language: 'vega-lite',
  title,
  alt: `Bars: ${values.join(', ')}`,
  spec: {
    data: { values: values.map((value, i) => ({ i, value })) },
    mark: 'bar',
    encoding: {
      x: { field: 'i', type: 'ordinal', axis: null },
      y: { field: 'value', type: 'quantitative', axis: null },
    },
  },
});

/** One that nobody can draw. */
export const undrawable: Chart = { ...bars('Torn', 1), spec: { mark: 'nothing', data: { values: [] } } };

export const PNG = [137, 80, 78, 71, 13, 10, 26, 10];
