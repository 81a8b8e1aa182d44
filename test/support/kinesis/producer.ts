import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { minutes, seconds } from '../../../src/core/time.ts';
import { count, dedupe, log, parse, pipeline, sum, trade, tumble, view } from '../../../src/index.ts';
import type { StoreReader } from '../../../src/store/store.ts';
import { NOON, tradeAt } from '../market.ts';
import type { Random } from '../random.ts';
import type { TestStream } from './streams.ts';

/** What was traded of each symbol in each minute, without what comes twice. */
export const sumsOf = (stream: string, from: 'start' | 'latest') =>
  pipeline('sums')
    .from(log(stream, { from }))
    .pipe(
      parse(trade),
      dedupe({ within: minutes(10) }),
      tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { n: count(), units: sum('quantity') }),
    )
    .to(view('sums'));

/** Puts trades in the order of their time, some of them once more, each always under the same hash key. */
export class Producer {
  readonly trades: ReturnType<typeof tradeAt>[] = [];
  records = 0;
  readonly #stream: TestStream;
  readonly #chance: Random;
  readonly #ids = new Map<string, number>();

  constructor(stream: TestStream, chance: Random) {
    this.#stream = stream;
    this.#chance = chance;
  }

  async put(n: number): Promise<void> {
    const batch: ReturnType<typeof tradeAt>[] = [];
    for (let i = 0; i < n; i++) {
      if (this.trades.length > 0 && this.#chance.chance(0.1)) batch.push(this.#chance.pick(this.trades));
      const s = this.#chance.pick(['BTCUSDT', 'ETHUSDT', 'XRPUSDT', 'ETHBTC']);
      const t = this.#ids.get(s) ?? 1;
      this.#ids.set(s, t + 1);
      const made = tradeAt(NOON + this.trades.length * 700, { s, t, q: `${this.#chance.integer(1, 999)}.5` });
      this.trades.push(made);
      batch.push(made);
    }
    await this.#stream.putBy(batch.map((one) => ({ data: JSON.stringify(one), ExplicitHashKey: hashKeyOf(one) })));
    this.records += batch.length;
  }

  /** What the view should show, by a plain loop. */
  rows(): readonly object[] {
    const sums = new Map<string, { key: string; start: number; n: number; units: number }>();
    for (const { s: key, T, q } of this.trades) {
      const start = T - (T % 60_000);
      const row = sums.get(`${start} ${key}`) ?? { key, start, n: 0, units: 0 };
      sums.set(`${start} ${key}`, { ...row, n: row.n + 1, units: row.units + Number(q) });
    }
    return [...sums.values()].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  }
}

const hashKeyOf = ({ s, t }: ReturnType<typeof tradeAt>): string =>
  String(
    BigInt(
      `0x${createHash('md5')
        .update(`${s} ${t >> 2}`)
        .digest('hex')}`,
    ),
  );

/** Waits until so many records are committed. */
export async function read(records: number, store: StoreReader): Promise<void> {
  const scope = { pipeline: 'sums', version: 1 };
  while (((await store.counts(scope)).records ?? 0) < records) await setTimeout(2);
}
