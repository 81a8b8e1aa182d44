/**
 * What the programs of the other libraries have in common, so that they differ in the library alone: usd-per-minute in
 * plain objects and floating point, one event at a time, each priced as `usd()` prices it. Trades are not deduplicated.
 */
interface Payload {
  readonly e: string;
  readonly E: number;
  readonly s: string;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly prices: Readonly<Record<string, string>>;
}

export interface Event {
  readonly symbol: string;
  readonly start: number;
  readonly quantity: number;
  readonly usd: number | null;
  /** The largest time of a line before this one. */
  readonly watermark: number;
}

export interface Row {
  readonly key: string;
  readonly start: number;
  trades: number;
  units: number;
  value: number;
  unpriced: number;
}

const MINUTE = 60_000;
const LATENESS = 5_000;
const SETTLE = 5_000;
const MAX_AGE = 15 * MINUTE;
const QUOTES = ['USDT', 'BTC', 'ETH', 'BNB'];

export const payloadOf = (line: string): Payload => JSON.parse(line);

/** Learns from ticks, and makes of each trade an event; null for what is none. */
export function pricing(): (payload: Payload) => Event | null {
  const ticks: Pick<Payload, 'E' | 'prices'>[] = [];
  let watermark = 0;
  const rateAt = (asset: string, time: number): number | null => {
    if (asset === 'USDT') return 1;
    const tick = ticks.findLast(({ E, prices }) => E <= time && prices[asset] !== undefined);
    return tick && tick.E >= time - MAX_AGE ? Number(tick.prices[asset]) : null;
  };
  return ({ e, E, s, p, q, T, prices }) => {
    const before = watermark;
    watermark = Math.max(watermark, e === 'tick' ? E : T);
    if (e === 'tick') {
      ticks.push({ E, prices });
      while ((ticks[0]?.E ?? E) < E - 2 * MAX_AGE) ticks.shift();
    }
    if (e !== 'trade') return null;
    const rate = rateAt(QUOTES.find((asset) => s.endsWith(asset)) ?? '', T - SETTLE);
    const quantity = Number(q);
    const usd = rate === null ? null : Number(p) * quantity * rate;
    return { symbol: s, start: Math.floor(T / MINUTE) * MINUTE, quantity, usd, watermark: before };
  };
}

/** Folds events into the rows of a minute and symbol. A row is given out when its window takes no more. */
export class Minutes {
  readonly #open = new Map<number, Map<string, Row>>();
  /** When the next window closes. */
  #closes = Number.POSITIVE_INFINITY;

  /** The rows of the windows that have closed before this event. */
  add({ symbol, start, quantity, usd, watermark }: Event): readonly Row[] {
    const closed = watermark < this.#closes ? NONE : this.#close(watermark);
    const closes = start + MINUTE + LATENESS;
    if (closes <= watermark) return closed;
    let rows = this.#open.get(start);
    if (!rows) {
      rows = new Map();
      this.#open.set(start, rows);
      this.#closes = Math.min(this.#closes, closes);
    }
    let row = rows.get(symbol);
    if (!row) {
      row = { key: symbol, start, trades: 0, units: 0, value: 0, unpriced: 0 };
      rows.set(symbol, row);
    }
    row.trades++;
    row.units += quantity;
    row.value += usd ?? 0;
    if (usd === null) row.unpriced++;
    return closed;
  }

  /** All that is left. */
  end(): readonly Row[] {
    return this.#close(Number.POSITIVE_INFINITY);
  }

  #close(watermark: number): readonly Row[] {
    const closed = [...this.#open].filter(([start]) => start + MINUTE + LATENESS <= watermark);
    for (const [start] of closed) this.#open.delete(start);
    this.#closes = Math.min(...[...this.#open.keys()].map((start) => start + MINUTE + LATENESS));
    return closed.flatMap(([, rows]) => [...rows.values()]);
  }
}

const NONE: readonly Row[] = [];

export const print = (row: Row): boolean => process.stdout.write(`${JSON.stringify(row)}\n`);
