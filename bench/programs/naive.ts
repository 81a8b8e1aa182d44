/** usd-per-minute as one writes it first: readline, JSON.parse, one event per next, groupBy. `node naive.ts LOG`. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { filter, from, groupBy, map, mergeMap, reduce, Subject, tap } from 'rxjs';

interface Event {
  readonly symbol: string;
  readonly start: number;
  readonly quantity: number;
  readonly usd: number | null;
}

const MINUTE = 60_000;
const LATENESS = 5_000;
const [, , path = ''] = process.argv;

const prices = new Map<string, number>([['USDT', 1]]);
/** The window that can take no more events. */
const closing = new Subject<number>();
let watermark = 0;

const toEvent = ({ s, p, q, T }: { s: string; p: string; q: string; T: number }): Event => {
  const quote = ['USDT', 'BTC', 'ETH', 'BNB'].find((asset) => s.endsWith(asset)) ?? '';
  const rate = prices.get(quote);
  const usd = rate === undefined ? null : Number(p) * Number(q) * rate;
  return { symbol: s, start: Math.floor(T / MINUTE) * MINUTE, quantity: Number(q), usd };
};

from(createInterface({ input: createReadStream(path) }))
  .pipe(
    map((line) => JSON.parse(line)),
    tap(({ e, E, T, prices: told }) => {
      for (const [asset, price] of Object.entries(e === 'tick' ? told : {})) prices.set(asset, Number(price));
      const before = Math.floor((watermark - LATENESS) / MINUTE);
      watermark = Math.max(watermark, e === 'tick' ? E : T);
      const after = Math.floor((watermark - LATENESS) / MINUTE);
      if (after > before) closing.next((after - 1) * MINUTE);
    }),
    filter(({ e }) => e === 'trade'),
    map(toEvent),
    groupBy(({ symbol, start }) => `${start}/${symbol}`, {
      duration: ({ key }) => closing.pipe(filter((start) => Number.parseInt(key, 10) <= start)),
    }),
    mergeMap((group) =>
      group.pipe(
        reduce(
          (row, { symbol: key, start, quantity, usd }) => ({
            key,
            start,
            trades: row.trades + 1,
            units: row.units + quantity,
            value: row.value + (usd ?? 0),
            unpriced: row.unpriced + (usd === null ? 1 : 0),
          }),
          { key: '', start: 0, trades: 0, units: 0, value: 0, unpriced: 0 },
        ),
      ),
    ),
  )
  .subscribe((row) => process.stdout.write(`${JSON.stringify(row)}\n`));
