import { type Child, el } from './dom.ts';

/** Names with what is told of each; one of which nothing is told is left out. */
export const facts = (all: Readonly<Record<string, Child>>, attributes: { readonly class?: string } = {}) =>
  el(
    'dl',
    { class: 'facts', ...attributes },
    ...Object.entries(all).flatMap(([name, value]) =>
      value === null || value === undefined || value === false
        ? []
        : [el('div', {}, el('dt', {}, name), el('dd', {}, value))],
    ),
  );

/** A state in a word, with a colour beside it. */
export const badge = (state: string, text = state): HTMLElement =>
  el('span', { class: 'badge', 'data-state': state.replace(' ', '-') }, text);
