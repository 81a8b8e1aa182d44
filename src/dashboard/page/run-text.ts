import type { ShownJob, ShownRun } from '../documents/job-shapes.ts';
import { el } from './dom.ts';
import { badge } from './facts.ts';
import { tookText } from './numbers.ts';
import type { Ticking } from './ticking.ts';
import { agoText, clockText } from './times.ts';

/** How a run stands, in a word. */
export const stateOf = ({ state }: Pick<ShownRun, 'state'>): HTMLElement => badge(state);

/** How long it took; of one that goes on, how long it goes on already. */
export const took = ({ duration, started }: ShownRun, ticking: Ticking): HTMLElement =>
  duration === null
    ? ticking.text((now) => `${tookText(Math.max(0, 1_000 * Math.floor((now - started) / 1_000)))} so far`)
    : el('span', {}, tookText(duration));

/** `12:00:00 UTC, 4 min ago`. */
export const when = (at: number, ticking: Ticking): HTMLElement =>
  ticking.text((now) => `${clockText(at, now)}, ${agoText(at, now)}`);

/** When a job is due, in the words of cron, and its time zone. */
export const schedule = ({ schedule: cron, timeZone }: Pick<ShownJob, 'schedule' | 'timeZone'>): HTMLElement | null =>
  cron === null ? null : el('span', {}, el('code', {}, cron), timeZone === null ? '' : ` ${timeZone}`);
