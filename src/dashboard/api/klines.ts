import { candlestick } from '../../charts/candlestick.ts';
import { betweenText } from '../../charts/times.ts';
import type { Chart } from '../../core/chart.ts';
import { type Duration, hours, minutes, spanText } from '../../core/time.ts';
import { splitSymbol } from '../../market/symbol.ts';
import { type Candles, candlesOf, candleView } from '../../views/candles.ts';
import { instant } from '../documents/overview.ts';
import { MOMENT, NAME, only } from '../guard/schema.ts';
import type { Routes } from '../routes.ts';
import { type AskedPicture, drawnAs, PICTURE, pictureNamed } from './charts-asked.ts';
import type { Pictures } from './charts-pictures.ts';

interface Asked extends AskedPicture {
  readonly interval: keyof typeof INTERVALS;
  readonly limit: number;
  readonly at?: string;
}

const INTERVALS = { '1m': minutes(1), '5m': minutes(5), '15m': minutes(15), '1h': hours(1) } as const;

/**
 * `/api/klines/SYMBOL.png` and `.svg`: the candles of the last `limit` intervals, of the first view that keeps candles,
 * longer ones folded of those. Left out: 60 of a minute.
 */
export const klineRoutes =
  (pictures: Pictures): Routes =>
  (app, world) => {
    app.get<{ Params: { readonly file: string }; Querystring: Asked }>(
      '/api/klines/:file',
      { schema: { params: only({ file: NAME }), querystring: QUERY }, config: { etag: true } },
      async ({ params, query }, reply) => {
        const { name, format } = pictureNamed(params.file);
        const interval = INTERVALS[query.interval];
        const view = await candleView(world.store, world.pipelines);
        const asked = { interval, limit: query.limit, at: instant(query.at) };
        const chart = chartOf(await candlesOf(view, name, asked, world.clock), interval);
        return drawnAs(chart, format, query, pictures, reply, world);
      },
    );
  };

const QUERY = only({
  interval: { type: 'string', enum: Object.keys(INTERVALS), default: '1m' },
  limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 60 },
  at: MOMENT,
  ...PICTURE,
});

function chartOf({ symbol, candles, updated }: Candles, interval: Duration): Chart {
  const [first, last] = [candles[0], candles.at(-1)];
  const unfinished = last !== undefined && !last.final;
  const between = first && last ? betweenText(first.openTime, last.closeTime + 1) : '';
  return candlestick(candles, {
    ...{ title: `${symbol}, candles of ${spanText(interval)}`, updated, unfinished },
    subtitle: unfinished ? `${between} · the last one still open` : between,
    format: splitSymbol(symbol).quote.includes('USD') ? 'dollars' : 'plain',
    empty: `${symbol} had no candle that was final then.`,
  });
}
