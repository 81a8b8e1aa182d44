import type { GapEvent, StreamEvent, TradePayload } from '../../market/events.ts';
import type { Want } from './breaks.ts';
import type { Page } from './gap.ts';
import { holds, type Range, without } from './ranges.ts';
import type { Written } from './written.ts';

/** What was told as a gap and may still come: one page of a symbol at a time, the next when that is written. */
export class Late {
  readonly #written: Written;
  /** The last id of a symbol that was let in and is not written yet. */
  readonly #underway = new Map<string, number>();
  /** Up to which id aggregates have told of a symbol what they can: once is enough. */
  readonly #aggregated = new Map<string, number>();

  constructor(written: Written) {
    this.#written = written;
  }

  /** What to ask for of each symbol: that first of which nobody has told anything. */
  get wanted(): readonly Want[] {
    const idle = [...this.#written.sought].filter(([symbol]) => !this.#underway.has(symbol));
    return idle.flatMap(([symbol, ranges]) => {
      const told = this.#aggregated.get(symbol) ?? Number.NEGATIVE_INFINITY;
      const [from] = ranges.find((range) => range[0] > told) ?? ranges[0] ?? [];
      return from === undefined ? [] : [{ symbol, from, round: 0, late: true, single: from <= told }];
    });
  }

  /** Whether a trade that came is sought. */
  offer({ s, t }: TradePayload): boolean {
    if (this.#underway.has(s) || !holds(this.#sought(s), t)) return false;
    this.#underway.set(s, t);
    return true;
  }

  /** Those trades of a page that are sought, and as gaps those that a whole page does not have: they are lost. */
  take(symbol: string, { from, to, trades, whole }: Page): readonly StreamEvent[] {
    if (this.#underway.has(symbol)) return [];
    if (!whole) this.#aggregated.set(symbol, to);
    const sought = this.#sought(symbol);
    const found = trades.filter(({ t }) => holds(sought, t));
    const within = without(without(sought, Number.NEGATIVE_INFINITY, from - 1), to + 1, Number.POSITIVE_INFINITY);
    const lost = whole ? found.reduce((left, { t }) => without(left, t, t), within) : [];
    const gaps = lost.map(([first, last]): GapEvent => {
      const E = trades.find(({ t }) => t > last)?.T ?? 0;
      return { e: 'gap', E, s: symbol, from: first, to: last, lost: true, again: true };
    });
    const events = [...found, ...gaps].sort((a, b) => lastOf(a) - lastOf(b));
    const last = events.at(-1);
    if (last) this.#underway.set(symbol, lastOf(last));
    return events;
  }

  /** It was written. */
  wrote(event: StreamEvent): void {
    if (this.#underway.get(event.s) === lastOf(event)) this.#underway.delete(event.s);
  }

  #sought(symbol: string): readonly Range[] {
    return this.#written.sought.get(symbol) ?? [];
  }
}

const lastOf = (event: StreamEvent): number => (event.e === 'gap' ? event.to : event.t);
