import type { OverviewDocument } from '../documents/view-shapes.ts';
import { address } from './address.ts';
import { chartGrid } from './chart-grid.ts';
import { el, say, set } from './dom.ts';
import type { Frame } from './frame.ts';
import { viewPage } from './view-page.ts';

/** `/`: all charts that views declare, those of one symbol for the one that is chosen. */
export function overviewPage(frame: Frame): void {
  frame.title('Overview');
  const grid = chartGrid();
  const link = el('a', { class: 'more' });
  viewPage<OverviewDocument>(frame, {
    name: 'overview',
    key: new URLSearchParams(location.search).get('key'),
    path: (key) => ({ path: [], ...(key !== null && { key }) }),
    beside: link,
    body: el('div', {}, el('h1', { class: 'unseen' }, 'Overview'), grid.element),
    draw(document) {
      const { key } = document;
      set(link, { href: key === null ? null : address(['symbols', key]), hidden: key === null });
      say(link, `More of ${key ?? 'it'}`);
      grid.draw(document, frame.now());
    },
  });
}
