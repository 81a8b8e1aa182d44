import type { Millis } from '../../core/time.ts';
import { askedMoment } from '../../views/asked-moment.ts';
import type { DeclaredChart, DeclaredView } from '../declared.ts';
import type { World } from '../world.ts';
import { chartOf, shownAs } from './charts.ts';
import type { Document } from './document.ts';
import { type FoundView, findView } from './found.ts';
import { chosenKey, keyIn, keysOf } from './keys.ts';
import { pastOf } from './past.ts';
import type { OverviewDocument, ShownChart } from './view-shapes.ts';

/** All charts that views declare: of all keys, and, where there is one for each key, of a chosen one. */
export const overview: Document = {
  async read(world, { key, at }): Promise<OverviewDocument> {
    const views = await found(world, instant(at));
    const keys = keysOf(views);
    const chosen = (key !== undefined && keyIn(keys, key)) || chosenKey(views);
    const charts = await charted(views, (chart) => (chart.each ? chosen : undefined));
    return { ...(await headOf(views, at)), keys, key: chosen ?? null, charts };
  },
  follows({ views }, { at }) {
    instant(at);
    return [...new Set(views.map(({ pipeline }) => pipeline.name))];
  },
};

export const instant = (at: string | undefined): Millis | undefined =>
  at === undefined ? undefined : askedMoment('at', at);

export const found = (world: World, at: Millis | undefined): Promise<readonly FoundView[]> =>
  Promise.all(world.views.map((view) => findView(world, view, at)));

export const headOf = async (views: readonly FoundView[], at: string | undefined) => ({
  views: views.map(({ shown }) => shown),
  at: instant(at) ?? null,
  past: await pastOf(views),
});

/** The charts of all views, each of the key that it is to be of, or of all, which come first; null leaves it out. */
export async function charted(
  views: readonly FoundView[],
  keyOf: (chart: DeclaredChart, view: DeclaredView) => string | undefined | null,
): Promise<readonly ShownChart[]> {
  const charts = views.flatMap(({ view, found }) =>
    view.charts.flatMap((chart) => {
      const key = keyOf(chart, view);
      if (key === null) return [];
      return chartOf(view, chart, found, key).then((drawn) => shownAs(drawn, view, chart.name, key));
    }),
  );
  const all = await Promise.all(charts);
  return all.sort((a, b) => Number(a.key !== undefined) - Number(b.key !== undefined));
}
