import { type Child, el } from './dom.ts';

/** Says what is the matter where a page, or a part of it, has nothing to show; and what to do. */
export function notice(title: string, text: string, ...more: readonly Child[]): HTMLElement {
  return el('section', { class: 'notice' }, el('h1', {}, title), el('p', {}, ...withCode(text)), ...more);
}

/** What stands between backquotes is to be typed. */
const withCode = (text: string): (string | HTMLElement)[] =>
  text.split('`').map((part, i) => (i % 2 === 1 ? el('code', {}, part) : part));
