import { sayCoded } from './coded.ts';
import { type Child, el } from './dom.ts';

/** Says what is the matter where a page, or a part of it, has nothing to show; and what to do. */
export function notice(title: string, text: string, ...more: readonly Child[]): HTMLElement {
  const why = el('p');
  sayCoded(why, text);
  return el('section', { class: 'notice' }, el('h1', {}, title), why, ...more);
}
