/** The kinds of charts that a view can be drawn as. */
export const TYPES = ['bar', 'line', 'candlestick', 'treemap', 'scatter', 'columns'] as const;
export type ChartType = (typeof TYPES)[number];

/** Those that go over time; the others are of whole spans. */
export const overTime = (type: ChartType): boolean => ['line', 'candlestick', 'columns'].includes(type);
