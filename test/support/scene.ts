import { parse, type Spec, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { measureAsDrawn } from '../../src/charts/drawing/lettering.ts';
import type { Chart } from '../../src/core/chart.ts';

measureAsDrawn();

/** In pixels from the upper left corner of a chart. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A text of a chart, and where it stands. */
export interface Placed extends Box {
  readonly text: string;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly Placed[];
  /** Bars, cells, bodies of candles. */
  readonly rects: readonly Box[];
  /** How many marks of each type there are, such as `rect`. */
  readonly marks: Readonly<Record<string, number>>;
}

interface Item {
  readonly marktype?: string;
  readonly role?: string;
  readonly items?: readonly Item[];
  readonly bounds: Box;
  readonly x?: number;
  readonly y?: number;
  readonly text?: unknown;
  readonly opacity?: number;
}

/** Lays a chart out, as `render` does before it draws. */
export async function sceneOf({ language, spec }: Chart): Promise<Scene> {
  const vega = language === 'vega' ? (spec as Spec) : compile(spec as TopLevelSpec).spec;
  const view = await new View(parse(vega), { renderer: 'none' }).runAsync();
  const [left = 0, top = 0] = view.origin();
  const padding = view.padding() as { readonly left: number; readonly top: number };
  const texts: Placed[] = [];
  const rects: Box[] = [];
  const marks: Record<string, number> = {};
  const visit = (item: Item, x: number, y: number, mark: Item): void => {
    if (mark.role === 'mark' && mark.marktype !== undefined) marks[mark.marktype] = (marks[mark.marktype] ?? 0) + 1;
    const { x1, y1, x2, y2 } = item.bounds;
    const box = { x1: x1 + x, x2: x2 + x, y1: y1 + y, y2: y2 + y };
    if (mark.marktype === 'rect' && mark.role === 'mark') rects.push(box);
    if (mark.marktype === 'text' && item.opacity !== 0 && String(item.text ?? '').trim() !== '') {
      texts.push({ text: [item.text].flat().join('\n'), ...box });
    }
    const within = mark.marktype === 'group' ? [x + (item.x ?? 0), y + (item.y ?? 0)] : [x, y];
    for (const inner of item.items ?? []) {
      for (const one of inner.items ?? []) visit(one, within[0] ?? x, within[1] ?? y, inner);
    }
  };
  const { root } = view.scenegraph() as unknown as { readonly root: Item };
  for (const item of root.items ?? []) visit(item, left + padding.left, top + padding.top, root);
  const [, width = '', height = ''] = /width="([\d.]+)" height="([\d.]+)"/.exec(await view.toSVG()) ?? [];
  view.finalize();
  return { width: Number(width), height: Number(height), texts, rects, marks };
}

/** What is wrong with where the texts stand: outside of the picture, or on each other. */
export function badlyPlaced({ width, height, texts }: Scene): readonly string[] {
  const outside = texts.filter((t) => t.x1 < -SLACK || t.y1 < -SLACK || t.x2 > width + SLACK || t.y2 > height + SLACK);
  const sorted = [...texts].sort((a, b) => a.y1 - b.y1);
  const touching = sorted.flatMap((a, i) => {
    const near = sorted.slice(i + 1).filter((b) => b.y1 < a.y2 - SLACK);
    return near.filter((b) => a.x1 < b.x2 - SLACK && b.x1 < a.x2 - SLACK).map((b) => `${a.text} on ${b.text}`);
  });
  return [...outside.map(({ text }) => `${text} is cut`), ...touching];
}

/** Whether one is in the other. */
export const within = (inner: Box, outer: Box): boolean =>
  inner.x1 > outer.x1 - SLACK &&
  inner.y1 > outer.y1 - SLACK &&
  inner.x2 < outer.x2 + SLACK &&
  inner.y2 < outer.y2 + SLACK;

/** A pixel more or less nobody sees. */
const SLACK = 1;
