import type { ShownView } from '../documents/view-shapes.ts';
import { address } from './address.ts';
import { el, say, set } from './dom.ts';
import { clockText } from './times.ts';

export interface ViewLine {
  readonly element: HTMLElement;
  show(view: ShownView, now: number): void;
}

/**
 * A view in a line: its name, how it stands where that is not well, how far it has come, its windows. The same elements
 * say it each time, so that who has come to one by keyboard stays there.
 */
export function viewLine(): ViewLine {
  const [name, badge] = [el('a'), el('span', { class: 'badge' })];
  const [updated, final, open] = [el('span'), el('span'), el('span', { class: 'badge open' })];
  return {
    element: el('p', { class: 'foot' }, name, badge, updated, final, open),
    show(view, now) {
      const { final: closed, open: unclosed } = view.windows;
      say(name, view.name);
      set(name, { href: address(['pipelines', view.pipeline]) });
      say(badge, view.state);
      set(badge, { 'data-state': view.state, hidden: view.state === 'live', title: view.why });
      say(updated, view.updated === null ? '' : `updated ${clockText(view.updated, now)}`);
      say(final, `${closed} ${closed === 1 ? 'window' : 'windows'} final`);
      say(open, `${unclosed} open`);
      set(open, { hidden: unclosed === 0 });
    },
  };
}
