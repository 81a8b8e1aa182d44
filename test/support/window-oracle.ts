/** A log of everything that can happen to a record, and what windows make of it by a plain loop. */
import fc from 'fast-check';
import { tickAt, tradeAt } from './market.ts';

export const SIZE = 20;
export const LATENESS = 10;
export const WITHIN = 60;
/** Prices that a test's pipeline takes for an event without a time, and for one without a key. */
export const NO_TIME = '13';
export const NO_KEY = '17';
/** The symbol that a test's pipeline does not want. */
export const UNWANTED = 'LTCUSDT';

const PRICES = ['1', '1', '1', NO_TIME, NO_KEY];

/** Few, so that they repeat; all that a trade says follows from its symbol and id. */
const trades = fc
  .tuple(fc.constantFrom('BTCUSDT', 'ETHUSDT', UNWANTED), fc.nat(20))
  .map(([s, t]) => tradeAt(1_000 + ((t * 37) % 100), { s, t, p: PRICES[t % 5] ?? '1', q: `0.${t % 10}` }));
const time = fc.integer({ min: 1_000, max: 1_100 });
const others = fc.oneof(
  time.map((E) => tickAt(E, {})),
  time.map((E) => ({ e: 'gap', E, s: 'BTCUSDT', from: 1, to: 2 })),
);
const rubbish = fc.constantFrom('', ' ', 'torn', '{"e":"trade"}', 'null');

/** The records of a log, as text. */
export const records: fc.Arbitrary<string[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: trades.map((item) => JSON.stringify(item)) },
    { weight: 1, arbitrary: others.map((item) => JSON.stringify(item)) },
    { weight: 1, arbitrary: rubbish },
  ),
  { maxLength: 30 },
);

export interface Answer {
  /** In (start, key) order. */
  readonly rows: readonly { key: string; start: number; final: boolean; trades: number; units: number }[];
  readonly rejected: readonly (readonly [reason: string, text: string])[];
  readonly counts: Readonly<Record<string, number>>;
}

interface Sum {
  readonly key: string;
  readonly start: number;
  readonly closes: number;
  trades: number;
  tenths: number;
}

/** `kind`: windows of SIZE, or a total of all. `over`: the log has an end, which closes what is open. */
export function oracle(log: readonly string[], kind: 'tumble' | 'total', over: boolean): Answer {
  const sums = new Map<string, Sum>();
  const seen = new Set<string>();
  const rejected: [string, string][] = [];
  const counts: { [what: string]: number } = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  let watermark = Number.NEGATIVE_INFINITY;
  for (const text of log) {
    const reject = (reason: string) => {
      rejected.push([reason, text]);
      count(`rejected.${reason}`);
    };
    count('records');
    if (text.trim() === '') count('blank');
    else if (!text.startsWith('{"e":') || text === '{"e":"trade"}') reject('unparsable');
    else {
      const { e, E, s, t, p, q, T } = JSON.parse(text);
      const before = watermark;
      watermark = Math.max(watermark, e === 'trade' ? T : E);
      const start = kind === 'total' ? 0 : T - (T % SIZE);
      const closes = kind === 'total' ? Number.POSITIVE_INFINITY : start + SIZE + LATENESS;
      if (e === 'tick') count('ticks');
      else if (e === 'gap') count('notices');
      else if (s === UNWANTED) count('filtered');
      else if (T < before - WITHIN) reject('stale');
      else if (seen.has(`${s} ${t}`)) count('duplicates');
      else {
        seen.add(`${s} ${t}`);
        const timeless = p === NO_TIME && kind === 'tumble';
        if (timeless) reject('failed');
        else if (closes <= before) reject('late');
        else if (p === NO_KEY) reject('failed');
        else {
          count('folded');
          const place = `${start} ${s}`;
          const sum = sums.get(place) ?? { key: s, start, closes, trades: 0, tenths: 0 };
          sum.trades++;
          sum.tenths += Number(q.slice(2));
          sums.set(place, sum);
        }
      }
    }
  }
  const rows = [...sums.values()].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  return {
    rows: rows.map(({ key, start, closes, trades, tenths }) => {
      return { key, start, final: over || closes <= watermark, trades, units: tenths / 10 };
    }),
    rejected,
    counts,
  };
}
