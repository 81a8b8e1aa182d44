/** Bars in columns beside each other, as `barChart` makes them of many. */
interface Columns {
  readonly spacing: number;
  readonly hconcat: readonly Column[];
}

interface Column {
  readonly height: number;
  readonly data: { readonly values: readonly object[] };
}

/**
 * The same bars in as many columns as a page has room for, at most as many as before. The space between columns is what
 * stands beside their bars, and BETWEEN.
 */
export function barsWithin(spec: object, room: number): object {
  const { spacing, hconcat } = spec as Columns;
  const beside = spacing - BETWEEN;
  const widthOf = (columns: number) => Math.floor((room - EDGE - (columns - 1) * spacing - beside) / columns);
  let columns = hconcat.length;
  while (columns > 1 && widthOf(columns) < WIDTH_MIN) columns--;
  const [first] = hconcat;
  const values = hconcat.flatMap((column) => column.data.values);
  if (first === undefined) return spec;
  const step = first.height / first.data.values.length;
  const each = Math.ceil(values.length / columns);
  return {
    ...spec,
    hconcat: Array.from({ length: columns }, (_, i) => {
      const slice = values.slice(i * each, (i + 1) * each);
      return {
        ...first,
        width: Math.max(WIDTH_MIN, widthOf(columns)),
        height: step * slice.length,
        data: { values: slice },
      };
    }),
  };
}

const BETWEEN = 30;
const EDGE = 8;
const WIDTH_MIN = 90;
