import { AMOUNT_LIMIT, AMOUNT_PLACES, formatUnits, unitsOf } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import { Table } from '../../core/table.ts';
import { iso } from '../../core/time.ts';
import { counted } from '../../core/words.ts';
import { instant } from '../documents/overview.ts';
import { stats } from '../documents/stats.ts';
import type { Stats } from '../documents/view-shapes.ts';
import { MOMENT, NAME, only } from '../guard/schema.ts';
import type { Routes } from '../routes.ts';

/** `/api/stats/SYMBOL`: least, mean, greatest and last close of the last hour's candles, as JSON; `.txt` as text. */
export const statsRoutes: Routes = (app, world) => {
  app.get<{ Params: { readonly file: string }; Querystring: { readonly at?: string } }>(
    '/api/stats/:file',
    { schema: { params: only({ file: NAME }), querystring: only({ at: MOMENT }) }, config: { etag: true } },
    async ({ params, query }, reply) => {
      const symbol = params.file.replace(/\.txt$/, '');
      const found = await stats(world, symbol, instant(query.at));
      if (!found) throw new PipelineError('MISSING', 'There was no final candle in the hour before that.');
      return symbol === params.file ? found : reply.type('text/plain; charset=utf-8').send(statsText(found));
    },
  );
};

/** Prices below each other by their points. */
export function statsText({ symbol, from, to, candles, ...prices }: Stats): string {
  const rows = (['min', 'mean', 'max', 'last'] as const).map((what) => ({ close: what, price: decimal(prices[what]) }));
  return `${symbol}: ${counted(candles, 'candle')}, ${iso(from)} to ${iso(to)}\n\n${new Table().next(rows)}\n`;
}

const decimal = (price: number): string =>
  Math.abs(price) < AMOUNT_LIMIT ? formatUnits(unitsOf(price), AMOUNT_PLACES) : `${price}`;
