import { type Child, el, fill, set } from './dom.ts';
import { listed, type Part } from './listed.ts';

export interface Stacked<T> {
  readonly element: HTMLElement;
  show(items: readonly T[]): void;
}

/**
 * A table of which each row stays the same element while its item is of the same key; where there is no room for its
 * columns, the cells of a row stand below each other, each behind the title of its column. `cells`: of the columns; the
 * first one names the row and is made once, and one that is null is left out.
 */
export function stacked<T>(
  caption: string,
  columns: readonly string[],
  { key, head, cells }: { key(item: T): string; head(item: T): Child; cells(item: T): readonly Child[] },
): Stacked<T> {
  const body = el('tbody');
  const titles = el('thead', {}, el('tr', {}, ...columns.map((title) => el('th', { scope: 'col' }, title))));
  const row = (first: T): Part<T> => {
    const rest = columns.slice(1).map((title) => el('td', { 'data-title': title }));
    const update = (item: T) => {
      const all = cells(item);
      for (const [i, cell] of rest.entries()) {
        set(cell, { 'data-none': all[i] === null });
        fill(cell, all[i] ?? '–');
      }
    };
    update(first);
    return { element: el('tr', {}, el('th', { scope: 'row' }, head(first)), ...rest), update };
  };
  return {
    element: el('table', { class: 'stacked' }, el('caption', { class: 'unseen' }, caption), titles, body),
    show: listed<T>(body, key, row),
  };
}
