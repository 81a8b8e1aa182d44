import { type Child, el, fill } from './dom.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right, one under the other. */
  readonly number?: boolean;
}

export interface Table {
  readonly element: HTMLElement;
  show(columns: readonly Column[], rows: readonly (readonly Child[])[]): void;
}

/** A table that scrolls in its own place where there is no room for it, by keyboard too. */
export function table(caption: string): Table {
  const [head, body] = [el('tr'), el('tbody')];
  const inner = el('table', {}, el('caption', { class: 'unseen' }, caption), el('thead', {}, head), body);
  const element = el('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 }, inner);
  return {
    element,
    show(columns, rows) {
      const classOf = (i: number) => ({ class: columns[i]?.number ? 'number' : null });
      fill(head, ...columns.map(({ title }, i) => el('th', { scope: 'col', ...classOf(i) }, title)));
      fill(body, ...rows.map((cells) => el('tr', {}, ...cells.map((cell, i) => el('td', classOf(i), cell)))));
    },
  };
}
