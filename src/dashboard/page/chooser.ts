import { el, fill, set } from './dom.ts';

export interface Chooser {
  readonly element: HTMLElement;
  /** What may be chosen, and what is. */
  show(keys: readonly string[], key: string | null): void;
}

/** A symbol, out of those there are. `chosen` is called with the one that somebody takes. */
export function chooser(label: string, chosen: (key: string) => void): Chooser {
  const select = el('select', { name: 'key' });
  const element = el('label', { class: 'chooser' }, el('span', {}, label), select);
  select.addEventListener('change', () => chosen(select.value));
  let shown = '';
  return {
    element,
    show(keys, key) {
      const all = key === null || keys.includes(key) ? keys : [key, ...keys];
      if (shown !== all.join()) fill(select, ...all.map((one) => el('option', { value: one }, one)));
      shown = all.join();
      if (key !== null && document.activeElement !== select) select.value = key;
      set(element, { hidden: all.length === 0 });
    },
  };
}
