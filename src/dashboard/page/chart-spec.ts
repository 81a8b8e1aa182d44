import { theme } from '../../charts/theme.ts';
import { barsWithin } from './bars-within.ts';
import { darkened } from './dark.ts';
import { mapped } from './mapped.ts';
import { panelsWithin } from './panels-within.ts';

/** What a chart is drawn for. */
export interface Room {
  /** In CSS pixels: that of its card. */
  readonly width: number;
  readonly dark: boolean;
}

/** A chart's spec, as far as is known of anybody's. */
export interface Spec {
  readonly title?: unknown;
  readonly config?: object;
  readonly autosize?: { readonly type?: string };
  readonly [name: string]: unknown;
}

/**
 * The spec of the same chart for a page: as wide as its room and as high as suits that, without its title, which is
 * text there, without a ground and a frame of its own, with letters of the page's size, and in dark colours if it is
 * dark. Several charts in one keep their size.
 */
export function pageSpec(spec: object, { width, dark }: Room): object {
  const { title: _title, config, ...rest } = spec as Spec;
  const kind = kindOf(rest);
  const own = config as typeof theme | undefined;
  const sized = { ...rest, ...sizeOf(kind, width, rest), config: { ...own, ...smaller(own ?? theme, width) } };
  const fitted = interpretable(suited(kind, sized, width));
  return dark ? darkened(fitted) : fitted;
}

function suited(kind: Kind, spec: Spec, width: number): object {
  if (kind === 'columns of bars') return barsWithin(spec, width);
  return kind === 'several' ? panelsWithin(spec, width) : narrowed(spec, width);
}

/**
 * Vega-Lite says the ends of a scale of times, and the places that an axis names, as dates, `datetime(ms)`, which is
 * another date where an expression is read and not compiled. As expressions they are numbers.
 */
const interpretable = (spec: object): object =>
  mapped(spec, (value, name) => {
    if ((name === 'domainMin' || name === 'domainMax') && typeof value === 'number') return { expr: `${value}` };
    if (name !== 'axis' || typeof value !== 'object' || value === null || !('values' in value)) return undefined;
    return Array.isArray(value.values) ? { ...value, values: { expr: JSON.stringify(value.values) } } : undefined;
  });

type Kind = 'cells' | 'bars' | 'columns of bars' | 'several' | 'own' | 'other';

/** Of what kind a spec is, as far as a page draws it differently. */
export function kindOf(spec: object): Kind {
  const { data, autosize, hconcat, bounds } = spec as Spec;
  if (JSON.stringify(data ?? null).includes('"type":"treemap"')) return 'cells';
  if (autosize?.type === 'fit-x') return 'bars';
  if (Array.isArray(hconcat) && bounds === 'flush') return 'columns of bars';
  if (['concat', 'hconcat', 'vconcat', 'facet', 'layout', 'spec'].some((name) => name in spec)) return 'several';
  return autosize ? 'other' : 'own';
}

function sizeOf(kind: Kind, width: number, { height, autosize = FIT }: Spec): object {
  if (kind === 'several' || kind === 'columns of bars') return {};
  if (kind === 'bars') return { width, height };
  const [part, least, most] = SHAPES[kind];
  return { width, height: Math.round(Math.min(most, Math.max(least, width * part))), autosize };
}

const FIT = { type: 'fit', contains: 'padding' };

/** As a part of the width, at least and at most. Cells need room, and one's own may have parts of a fixed size. */
const SHAPES = { cells: [0.42, 300, 520], own: [0.52, 330, 380], other: [0.52, 240, 380] } as const;

/** Letters in a picture are larger than those of a page, for pictures are looked at smaller than they are. */
function smaller({ axis, legend, text }: typeof theme, width: number): object {
  const size = width < SMALL ? 12 : 13;
  return {
    ...{ background: 'transparent', padding: 2 },
    axis: { ...axis, labelFontSize: size, titleFontSize: size, labelPadding: 6, titlePadding: 8 },
    axisX: { labelPadding: 8 },
    legend: {
      ...legend,
      columns: fitting(width),
      labelFontSize: size,
      symbolSize: 80,
      columnPadding: 12,
      rowPadding: 4,
      offset: 10,
    },
    text: { ...text, fontSize: size },
  };
}

const SMALL = 480;

/** A legend in as many columns as there is room for; what it takes of the height is given to the chart. */
function narrowed(spec: Spec, width: number): Spec {
  const { encoding, height } = spec as Legended;
  const { legend, scale } = encoding?.color ?? {};
  if (legend?.columns === undefined || height === undefined) return spec;
  const columns = Math.min(legend.columns, fitting(width));
  const rows = Math.ceil((scale?.domain?.length ?? 0) / columns);
  const color = { ...encoding?.color, legend: { ...legend, columns } };
  return { ...spec, height: height + rows * ENTRY_HEIGHT, encoding: { ...encoding, color } };
}

interface Legended {
  readonly height?: number;
  readonly encoding?: {
    readonly color?: {
      readonly legend?: { readonly columns?: number } | null;
      readonly scale?: { readonly domain?: readonly unknown[] };
    };
  };
}

/** How many entries of a legend stand beside each other. */
const fitting = (width: number): number => Math.max(2, Math.floor(width / ENTRY));
/** About as wide as one of them is. */
const ENTRY = 118;
const ENTRY_HEIGHT = 17;
