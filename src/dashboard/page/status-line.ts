import { sayCoded } from './coded.ts';
import { el, say, set } from './dom.ts';
import type { Status } from './status.ts';
import { ageText, clockText } from './times.ts';

export interface StatusLine {
  readonly element: HTMLElement;
  /** `updated`: how far the data has come, if that is known. */
  show(status: Status, updated: number | null | undefined, now: number): void;
}

/** Says how it stands by a word, why, and by a dot; and how old the data is, which is not read aloud each second. */
export function statusLine(): StatusLine {
  const [dot, word, why] = [el('span', { class: 'dot', 'aria-hidden': 'true' }), el('strong'), el('span')];
  const age = el('span', { class: 'age' });
  const said = el('span', { role: 'status', 'aria-live': 'polite', class: 'said' }, dot, word, ' ', why);
  const element = el('div', { class: 'status' }, said, age);
  return {
    element,
    show(status, updated, now) {
      set(element, { 'data-state': status.state });
      say(word, status.word);
      sayCoded(why, status.why);
      const known = typeof updated === 'number';
      say(age, known ? `last update ${clockText(updated, now)}, ${ageText(updated, now)}` : '');
    },
  };
}
