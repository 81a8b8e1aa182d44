/** What the answer is, by a plain loop over each shard's log, with BigInt and no code of the project. */
import { LATENESS, type Shard, SIZE, WITHIN } from './world.ts';

export interface Answer {
  /** The view's rows as JSON lines, in (start, key) order. */
  readonly rows: readonly string[];
  /** shard/index/reason of what is set aside. */
  readonly rejected: readonly string[];
  /** `SYMBOL id` of the trades that pass dedupe, sorted. */
  readonly passed: readonly string[];
  readonly duplicates: number;
  /** By the key of a counter what it has come to; by that of a cache the last of each shard, whichever came last. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Sum {
  trades: number;
  units: bigint;
  value: bigint;
  unpriced: number;
  open: readonly [time: number, id: number, price: string];
  close: readonly [time: number, id: number, price: string];
  readonly ids: Set<number>;
}

const SETTLE = 5_000;

export function oracle(shards: readonly Shard[]): Answer {
  const ticks = shards
    .flatMap(({ entries }) => entries.map(({ text }) => text))
    .filter((text) => text.startsWith('{"e":"tick"'))
    .map((text) => JSON.parse(text) as { E: number; prices: { BTC: string } });
  const sums = new Map<string, Sum>();
  const watermarks = new Map<string, number>();
  const seen = new Map<string, Set<string>>();
  const rejected: string[] = [];
  const passed: string[] = [];
  const counted = new Map<string, { trades: number; units: bigint; readonly prices: Map<string, string> }>();
  let duplicates = 0;

  for (const { id: shard, parents, entries } of shards) {
    let watermark = Math.max(-8.64e15, ...parents.map((parent) => watermarks.get(parent) ?? 0));
    const ids = new Set(parents.flatMap((parent) => [...(seen.get(parent) ?? [])]));
    for (const [i, { text }] of entries.entries()) {
      const reject = (reason: string) => rejected.push(`${shard}/${i}/${reason}`);
      if (text === '{"e":"tra') {
        reject('unparsable');
        continue;
      }
      const { e, E, s, t, p, q, T } = JSON.parse(text);
      const before = watermark;
      watermark = Math.max(watermark, e === 'tick' ? E : T);
      if (e === 'tick') continue;
      if (T < before - WITHIN) {
        reject('stale');
        continue;
      }
      if (ids.has(`${s} ${t}`)) {
        duplicates++;
        continue;
      }
      ids.add(`${s} ${t}`);
      passed.push(`${s} ${t}`);
      const sofar = counted.get(s) ?? { trades: 0, units: 0n, prices: new Map<string, string>() };
      sofar.trades++;
      sofar.units += decimal(q);
      sofar.prices.set(shard, print(decimal(p)));
      counted.set(s, sofar);
      const start = T - (T % SIZE);
      if (start + SIZE + LATENESS <= before) {
        reject('late');
        continue;
      }
      const key = `${String(start).padStart(16, '0')} ${s}`;
      const nothing = { trades: 0, units: 0n, value: 0n, unpriced: 0, ids: new Set<number>() };
      const sum = sums.get(key) ?? { ...nothing, open: [T, t, p], close: [T, t, p] };
      sum.ids.add(t);
      sum.trades++;
      sum.units += decimal(q);
      const known = ticks.filter((tick) => tick.E <= T - SETTLE).sort((a, b) => b.E - a.E)[0];
      const rate = s.endsWith('USDT') ? '1' : known?.prices.BTC;
      if (rate === undefined) sum.unpriced++;
      else sum.value += halfEven(decimal(p) * decimal(q) * decimal(rate), 10n ** 16n);
      if (T < sum.open[0] || (T === sum.open[0] && t < sum.open[1])) sum.open = [T, t, p];
      if (T > sum.close[0] || (T === sum.close[0] && t > sum.close[1])) sum.close = [T, t, p];
      sums.set(key, sum);
    }
    watermarks.set(shard, watermark);
    seen.set(shard, ids);
  }
  const least = Math.min(...shards.filter(({ ended }) => !ended).map(({ id }) => watermarks.get(id) ?? 0));
  const before = new Map<string, Set<number>>();
  const rows = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([at, sum]) => {
      const start = Number(at.slice(0, 16));
      const { trades, units, value, unpriced, open, close } = sum;
      const row = JSON.stringify({
        key: at.slice(17),
        start,
        end: start + SIZE,
        final: start + SIZE + LATENESS <= least,
        trades,
        units: print(units),
        value: print(value),
        unpriced,
        first: Number(open[2]),
        last: Number(close[2]),
        ids: coverageOf(sum.ids, before.get(at.slice(17))),
      });
      before.set(at.slice(17), sum.ids);
      return row;
    });
  const keys = [...counted].flatMap(([symbol, { trades, units, prices }]): [string, ReadonlySet<string>][] => [
    [`trades:${symbol}`, new Set([String(trades)])],
    [`units:${symbol}`, new Set([print(units)])],
    [`price:${symbol}`, new Set(prices.values())],
  ]);
  return { rows, rejected: rejected.sort(), passed: passed.sort(), duplicates, keys: new Map(keys) };
}

/** Which ids are there, and which are not: behind those of the window before, and not among them. */
function coverageOf(ids: ReadonlySet<number>, before: ReadonlySet<number> | undefined): object {
  const [first, last] = [Math.min(...ids), Math.max(...ids)];
  const missing: [number, number][] = [];
  for (let id = Math.min(first, before ? Math.max(...before) : first) + 1; id < last; id++) {
    if (ids.has(id) || before?.has(id)) continue;
    const range = missing.at(-1);
    if (range?.[1] === id - 1) range[1] = id;
    else missing.push([id, id]);
  }
  return { first, last, count: ids.size, complete: missing.length === 0, missing };
}

const decimal = (text: string): bigint => {
  const [whole = '', places = ''] = text.split('.');
  return BigInt(whole) * 100_000_000n + BigInt(places.padEnd(8, '0'));
};

const halfEven = (n: bigint, by: bigint): bigint => {
  const down = n / by;
  const twice = 2n * (n % by);
  return twice > by || (twice === by && down % 2n === 1n) ? down + 1n : down;
};

const print = (units: bigint): string => {
  const text = String(units).padStart(9, '0');
  return `${text.slice(0, -8)}.${text.slice(-8)}`.replace(/\.?0+$/, '');
};
