import type { OverviewDocument, ShownChart, ShownView } from '../documents/view-shapes.ts';
import { type ChartItem, chartCard } from './chart-card.ts';
import { kindOf } from './chart-spec.ts';
import { sayCoded } from './coded.ts';
import { el, set } from './dom.ts';
import { listed, type Part } from './listed.ts';
import { notice } from './notice.ts';
import { viewLine } from './view-line.ts';

/** The charts of a document in cards, the treemap first; and how it stands with views that have none. */
export function chartGrid(): { readonly element: HTMLElement; draw(document: OverviewDocument, now: number): void } {
  const [cards, others, empty] = [el('div', { class: 'grid' }), el('ul', { class: 'views' }), el('div')];
  const element = el('div', {}, empty, cards, others);
  const draw = listed<ChartItem>(cards, ({ id }) => id, chartCard);
  const drawOthers = listed<ViewItem>(others, ({ view }) => view.name, viewItem);
  let why: string | null = null;
  return {
    element,
    draw({ views, charts, at }, now) {
      const news = emptyWhy(views, charts.length);
      if (news !== why)
        empty.replaceChildren(
          ...(news === null ? [] : [notice(at === null ? 'Nothing to see yet' : 'Nothing to see', news)]),
        );
      why = news;
      set(cards, { hidden: why !== null });
      const first = charts.filter(({ spec }) => kindOf(spec) === 'cells');
      const rest = charts.filter((chart) => !first.includes(chart));
      const viewOf = ({ view }: ShownChart) => views.find(({ name }) => name === view);
      const all = [...first, ...rest];
      draw(all.map((chart, i) => ({ id: idOf(chart, all.slice(0, i)), chart, view: viewOf(chart), now, at })));
      const without = views.filter(({ name }) => !charts.some(({ view }) => view === name));
      drawOthers(without.map((view) => ({ view, now })));
    },
  };
}

/** The card of a chart is that of the same chart of another key, too; of several of one name each has its own. */
const idOf = ({ view, name }: ShownChart, before: readonly ShownChart[]): string =>
  JSON.stringify([view, name, before.filter((other) => other.view === view && other.name === name).length]);

interface ViewItem {
  readonly view: ShownView;
  readonly now: number;
}

function viewItem(item: ViewItem): Part<ViewItem> {
  const [line, why] = [viewLine(), el('p', { class: 'why' })];
  const update = ({ view, now }: ViewItem) => {
    line.show(view, now);
    sayCoded(why, view.why ?? '');
  };
  update(item);
  return { element: el('li', {}, line.element, why), update };
}

/** Why there is nothing at all; null where there is something. */
function emptyWhy(views: readonly ShownView[], charts: number): string | null {
  if (views.length > 0 && views.every(({ state }) => state === 'empty')) {
    return [...new Set(views.map(({ why }) => why ?? RUN))].join(' ');
  }
  return views.length === 0 && charts === 0 ? RUN : null;
}

const RUN = 'No pipeline has a view with rows yet: start one, such as with `npx millrace run usd-per-minute`.';
