import type { Tick } from './decoder.ts';
import type { Cells } from './state.ts';
import type { Duration, Millis } from './time.ts';

/** A rate that holds from `from` on and before `until`. */
export interface Steady {
  readonly rate: number;
  readonly from: Millis;
  readonly until: Millis;
}

/** The ticks of the last while, kept in cells, one a tick, so that a commit writes only the new ones. */
export class TickPrices {
  readonly #cells: Cells<Tick['prices']>;
  readonly #keep: Duration;
  /** Ascending by time. */
  readonly #ticks: Tick[];

  /** `keep`: how much older than the newest tick one may be before it is forgotten. */
  constructor(cells: Cells<Tick['prices']>, keep: Duration) {
    this.#cells = cells;
    this.#keep = keep;
    this.#ticks = [...cells].map(([time, prices]) => ({ time: Number(time), prices }));
  }

  /** A tick that repeats a time changes nothing: the first one holds. */
  add(tick: Tick): void {
    let at = this.#ticks.length;
    while (at > 0 && (this.#ticks[at - 1]?.time ?? 0) > tick.time) at--;
    if (this.#ticks[at - 1]?.time === tick.time) return;
    this.#ticks.splice(at, 0, tick);
    this.#cells.set(cellOf(tick.time), tick.prices);
    const horizon = (this.#ticks.at(-1)?.time ?? 0) - this.#keep;
    while ((this.#ticks[0]?.time ?? horizon) < horizon) {
      this.#cells.delete(cellOf(this.#ticks.shift()?.time ?? 0));
    }
  }

  /**
   * What an asset cost in the last tick at or before `time`, if that is no older than `maxAge`; and for which other
   * times that holds, too, for as long as no tick comes.
   */
  at(asset: string, time: Millis, maxAge: Duration): Steady | undefined {
    let until = Number.POSITIVE_INFINITY;
    let from: Millis | undefined;
    for (let i = this.#ticks.length - 1; i >= 0; i--) {
      const tick = this.#ticks[i];
      if (!tick) continue;
      if (tick.time > time) {
        until = tick.time;
        continue;
      }
      if (tick.time < time - maxAge) return undefined;
      from ??= tick.time; // one that does not tell of this asset does of others
      const rate = tick.prices[asset];
      if (rate !== undefined) return { rate, from, until: Math.min(until, tick.time + maxAge) };
    }
    return undefined;
  }
}

/** Padded, so that the order of the cells is the order of time. */
const cellOf = (time: Millis): string => String(time).padStart(16, '0');
