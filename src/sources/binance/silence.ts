import { type Duration, hours, seconds } from '../../core/time.ts';

interface Usual {
  last: Duration;
  /** The mean of the spans between its trades, the latest of which weigh most. */
  every: Duration;
  trades: number;
  /** When it is asked about. */
  due: Duration;
}

/** Trades that tell what is usual; with fewer a symbol is asked about after the least silence, for it may be dead. */
const TRADES_MIN = 20;
const WEIGHT = 1 / 50;
/** Silent is a symbol that has not traded for so many of its usual spans, */
const SPANS = 20;
/** and for so long; after that it is asked about again whenever it was silent for twice as long. */
const LEAST: Duration = seconds(30);
const MOST: Duration = hours(1);
/** So many symbols at a time, the longest silent first: each costs a request. */
const ASKED_MAX = 4;

/** Which symbols are silent against their own usual rate: a stream may have died inside a connection that stands. */
export class Silence {
  readonly #symbols: Map<string, Usual>;

  /** They are listened to from now on. */
  constructor(symbols: readonly string[], now: Duration) {
    const unheard = { last: now, every: 0, trades: 0, due: now + LEAST };
    this.#symbols = new Map(symbols.map((symbol) => [symbol, { ...unheard }]));
  }

  /** The stream has brought a trade. */
  heard(symbol: string, now: Duration): void {
    const usual = this.#symbols.get(symbol);
    if (!usual) return;
    const weight = Math.max(WEIGHT, 1 / Math.max(1, usual.trades));
    usual.every += (now - usual.last - usual.every) * weight;
    usual.trades++;
    usual.last = now;
    usual.due = now + patienceOf(usual);
  }

  /** It was traded all the same: it is asked about again as soon as it would be silent anew. */
  missed(symbol: string, now: Duration): void {
    const usual = this.#symbols.get(symbol);
    if (usual) usual.due = now + patienceOf(usual);
  }

  /** Those that are silent by now and were not told of this yet, or last when they were silent for half as long. */
  silent(now: Duration): readonly string[] {
    const due = [...this.#symbols].filter(([, { due }]) => due <= now);
    const longest = due.sort(([, a], [, b]) => a.due - b.due).slice(0, ASKED_MAX);
    for (const [, usual] of longest) usual.due = now + Math.min(MOST, now - usual.last);
    return longest.map(([symbol]) => symbol);
  }
}

const patienceOf = ({ every, trades }: Usual): Duration =>
  trades < TRADES_MIN ? LEAST : Math.min(MOST, Math.max(LEAST, SPANS * every));
