import type { PastRange } from '../documents/view-shapes.ts';
import { el, say, set } from './dom.ts';
import { instantAt, lastPlace, placeOf } from './instants.ts';
import { clockText } from './times.ts';

export interface Slider {
  readonly element: HTMLElement;
  /** Where it can go, and where it is: at an instant, or with null at now. */
  show(range: PastRange | null, at: number | null, now: number): void;
}

/**
 * Goes back in time: a slider whose last place is now, steps back and forward, and the way back to now. `chosen` is
 * called with each place that it is put to; null is now.
 */
export function slider(chosen: (at: number | null) => void): Slider {
  const input = el('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Instant that is shown' });
  const back = el('button', { type: 'button', 'aria-label': 'One step back' }, '‹');
  const forward = el('button', { type: 'button', 'aria-label': 'One step forward' }, '›');
  const live = el('button', { type: 'button', class: 'live' }, 'Now');
  // The slider says it by itself: an output that did too would say it twice.
  const text = el('output', { class: 'instant', 'aria-live': 'off' });
  const element = el('div', { class: 'slider', role: 'group', 'aria-label': 'Time' }, back, input, forward, live, text);
  let shown: { readonly range: PastRange; readonly at: number | null; readonly now: number } | undefined;

  const show = (range: PastRange | null, at: number | null, now: number) => {
    shown = range ? { range, at, now } : undefined;
    const place = range ? placeOf(range, at) : 0;
    const most = range ? lastPlace(range) : 0;
    set(input, { max: most, disabled: range === null, 'aria-valuetext': said(at, now) });
    if (Number(input.value) !== place) input.value = String(place);
    set(back, { disabled: range === null || place === 0 });
    set(forward, { disabled: at === null });
    set(live, { 'aria-pressed': at === null ? 'true' : 'false' });
    say(text, at !== null ? said(at, now) : range ? '' : 'Nothing to look back to yet');
  };
  const go = (place: number) => {
    if (shown === undefined) return;
    const at = instantAt(shown.range, place);
    const from = document.activeElement;
    show(shown.range, at, shown.now);
    // A button that can do no more would lose the focus to the page.
    if (from?.matches(':disabled')) input.focus();
    chosen(at);
  };
  input.addEventListener('input', () => go(Number(input.value)));
  back.addEventListener('click', () => go(Number(input.value) - 1));
  forward.addEventListener('click', () => go(Number(input.value) + 1));
  live.addEventListener('click', () => go(Number.POSITIVE_INFINITY));
  return { element, show };
}

const said = (at: number | null, now: number): string => (at === null ? 'Now' : `As of ${clockText(at, now)}`);
