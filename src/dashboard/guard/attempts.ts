import rateLimit from '@fastify/rate-limit';
import { type Clock, type Duration, minutes } from '../../core/time.ts';

/** Wrong tokens, from one address, in a minute. */
const WRONG_MAX = 10;
const SPAN = minutes(1);
/** That are remembered; the one that was first wrong is forgotten first. */
const ADDRESSES_MAX = 10_000;

/** Counts wrong tokens by address, the network of an address of IPv6. Behind a proxy all come from one. */
export class Attempts {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #told: (ip: string) => void;
  readonly #wrong = new Map<string, { readonly since: Duration; count: number }>();

  /** `told` hears of each. */
  constructor(clock: Pick<Clock, 'elapsed'>, told: (ip: string) => void = () => {}) {
    this.#clock = clock;
    this.#told = told;
  }

  /** How many seconds this address has to wait until a token of its is looked at, a right one too; 0: none. */
  wait(ip: string): number {
    const wrong = this.#wrong.get(networkOf(ip));
    const left = wrong ? wrong.since + SPAN - this.#clock.elapsed() : 0;
    return wrong && wrong.count >= WRONG_MAX && left > 0 ? Math.ceil(left / 1_000) : 0;
  }

  /** A token of its was wrong. */
  count(ip: string): void {
    this.#told(ip);
    const network = networkOf(ip);
    const now = this.#clock.elapsed();
    const wrong = this.#wrong.get(network);
    if (wrong && now - wrong.since < SPAN) {
      wrong.count += 1;
      return;
    }
    this.#wrong.delete(network);
    const [first] = this.#wrong.keys();
    if (this.#wrong.size >= ADDRESSES_MAX && first !== undefined) this.#wrong.delete(first);
    this.#wrong.set(network, { since: now, count: 1 });
  }
}

const networkOf = (ip: string): string => rateLimit.normalizeIP(ip, 64);
