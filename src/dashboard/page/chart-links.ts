import type { ShownChart } from '../documents/view-shapes.ts';
import { address } from './address.ts';
import { el, set } from './dom.ts';
import { instantText } from './instants.ts';

export interface ChartLinks {
  readonly element: HTMLElement;
  /** `at` is the instant that is shown; null is now. */
  show(chart: ShownChart, at: number | null): void;
}

/** A chart as the API gives it: as a picture, and the rows of its view, as of the instant that is shown. */
export function chartLinks(): ChartLinks {
  const [png, svg, rows] = [el('a', {}, 'PNG'), el('a', {}, 'SVG'), el('a', {}, 'rows as CSV')];
  return {
    element: el('p', { class: 'links' }, png, svg, rows),
    show({ name, view, key }, at) {
      const then = at === null ? null : instantText(at);
      const link = (a: HTMLElement, href: string) => set(a, { href, 'aria-label': `${a.textContent}, ${name}` });
      link(png, address(['api', 'charts', `${name}.png`], { key, at: then, view }));
      link(svg, address(['api', 'charts', `${name}.svg`], { key, at: then, view }));
      // Of windows that start before then: those that end by then are among them, and none that came later.
      link(rows, address(['api', 'views', view], { format: 'csv', key, to: then }));
    },
  };
}
