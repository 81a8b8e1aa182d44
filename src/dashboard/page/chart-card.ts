import type { ShownChart, ShownView } from '../documents/view-shapes.ts';
import { drawing } from './chart.ts';
import { chartLinks } from './chart-links.ts';
import { kindOf } from './chart-spec.ts';
import { el, fill, say, set } from './dom.ts';
import { linesOf } from './lines.ts';
import type { Part } from './listed.ts';
import { roomOf } from './room.ts';
import { viewLine } from './view-line.ts';

/** A chart, and the view that it is of, which is told under it. */
export interface ChartItem {
  readonly id: string;
  readonly chart: ShownChart;
  readonly view: ShownView | undefined;
  readonly now: number;
  /** The instant that it is shown as of; null is now. */
  readonly at: number | null;
}

/** A card of one chart: its title and lines as text, the picture, and why that cannot be drawn if it is so. */
export function chartCard(item: ChartItem): Part<ChartItem> {
  const [heading, lines] = [el('h2'), el('p', { class: 'lines' })];
  const picture = el('div', { class: 'picture' });
  const failed = el('p', { class: 'failed', role: 'alert', hidden: true });
  const [foot, links] = [viewLine(), chartLinks()];
  const element = el('article', { class: 'card' }, heading, lines, failed, picture, foot.element, links.element);
  const drawn = drawing(picture, (why) => {
    set(failed, { hidden: why === null });
    say(failed, why === null ? '' : `This chart cannot be drawn: ${why}`);
  });
  let current: ChartItem | undefined;
  const draw = () => {
    const room = observed.room();
    if (room && current) drawn.draw(current.chart, room);
  };
  const observed = roomOf(picture, draw);
  const update = (next: ChartItem) => {
    const { chart, view, now, at } = next;
    const changed = chart !== current?.chart;
    current = next;
    set(foot.element, { hidden: view === undefined });
    if (view) foot.show(view, now);
    links.show(chart, at);
    if (!changed) return;
    say(heading, headed(chart));
    const said = linesOf(chart.spec).filter((line) => view === undefined || !SAID_BELOW.test(line));
    fill(lines, ...said.map((line) => el('span', {}, line)));
    set(element, { 'data-kind': kindOf(chart.spec) });
    draw();
  };
  update(item);
  return {
    element,
    update,
    close() {
      observed.close();
      drawn.close();
    },
  };
}

/** Where rows make the title and there are none, it is but the name of the view, which stands below, too. */
export const headed = ({ title, view, name }: Pick<ShownChart, 'title' | 'view' | 'name'>): string =>
  title === view ? name : title;

/** In a picture it stands above; here the line of the view says it. */
const SAID_BELOW = /^(Last Updated: .*|[\d,]+ windows? still open)$/;
