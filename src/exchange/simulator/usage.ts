import { type Duration, days, type Millis, minutes, seconds } from '../../core/time.ts';
import { Refusal } from './query.ts';

/** The weight of the requests that are answered in one minute of the clock. */
export const WEIGHT_MAX = 6_000;
const MINUTE = minutes(1);
/** How many requests beyond that are refused with 429 before the answer is a ban: those that were under way. */
const TOLERATED = 10;
const FIRST_BAN = minutes(2);
const LONGEST_BAN = days(3);

/** How much of REST its clients have used. All who ask are on this machine, and so are one. */
export class Usage {
  #minute = 0;
  #used = 0;
  #refused = 0;
  #banned: Millis = Number.NEGATIVE_INFINITY;
  #ban: Duration = FIRST_BAN;

  /** The weight used in the minute of the last request. */
  get used(): number {
    return this.#used;
  }

  /** Counts a request. Throws a Refusal for one too many: 429, and then 418 for who goes on. */
  take(weight: number, now: Millis): void {
    if (now < this.#banned) throw banned(this.#banned, now);
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used = 0;
      this.#refused = 0;
    }
    this.#used += weight;
    if (this.#used <= WEIGHT_MAX) return;
    if (this.#refused++ < TOLERATED) throw tooMany((minute + 1) * MINUTE - now);
    this.#banned = now + this.#ban;
    this.#ban = Math.min(LONGEST_BAN, 2 * this.#ban);
    throw banned(this.#banned, now);
  }

  /** Takes a request back that counts for nothing. */
  giveBack(weight: number): void {
    this.#used -= weight;
  }
}

const SOCKETS = 'Please use WebSocket Streams for live updates';

const tooMany = (wait: Duration): Refusal =>
  new Refusal(
    -1003,
    `Too much request weight used; current limit is ${WEIGHT_MAX} request weight per 1 MINUTE. ${SOCKETS} to avoid ` +
      'polling the API.',
    429,
    Math.ceil(wait / seconds(1)),
  );

const banned = (until: Millis, now: Millis): Refusal =>
  new Refusal(
    -1003,
    `Way too much request weight used; IP banned until ${until}. ${SOCKETS} to avoid bans.`,
    418,
    Math.ceil((until - now) / seconds(1)),
  );
