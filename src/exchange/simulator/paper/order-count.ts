import { type Duration, days, type Millis, seconds } from '../../../core/time.ts';
import { Refusal } from '../query.ts';

interface Limit {
  /** As headers name it. */
  readonly letters: string;
  readonly span: Duration;
  readonly interval: 'SECOND' | 'DAY';
  readonly intervalNum: number;
  readonly limit: number;
}

/** How many orders an account may send. */
export const ORDER_LIMITS: readonly Limit[] = [
  { letters: '10s', span: seconds(10), interval: 'SECOND', intervalNum: 10, limit: 100 },
  { letters: '1d', span: days(1), interval: 'DAY', intervalNum: 1, limit: 200_000 },
];

/** Counts the orders that were accepted, in spans of the clock. */
export class OrderCount {
  readonly #counts = ORDER_LIMITS.map(() => ({ span: 0, orders: 0 }));

  /** Throws a Refusal for an order that would be one too many. */
  check(now: Millis): void {
    for (const [i, { interval, intervalNum, limit }] of ORDER_LIMITS.entries()) {
      if (this.#count(i, now) < limit) continue;
      const allowed = `${limit} orders per ${intervalNum} ${interval}`;
      throw new Refusal(-1015, `Too many new orders; current limit is ${allowed}.`, 429);
    }
  }

  /** Counts one, and tells the counts by the names of their headers. */
  add(now: Millis): readonly (readonly [name: string, count: number])[] {
    return ORDER_LIMITS.map(({ letters, span }, i) => {
      const orders = this.#count(i, now) + 1;
      this.#counts[i] = { span: Math.floor(now / span), orders };
      return [`x-mbx-order-count-${letters}`, orders];
    });
  }

  #count(i: number, now: Millis): number {
    const { span, orders } = this.#counts[i] ?? { span: 0, orders: 0 };
    return span === Math.floor(now / (ORDER_LIMITS[i]?.span ?? 1)) ? orders : 0;
  }
}
