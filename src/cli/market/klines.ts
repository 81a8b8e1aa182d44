import type { Command } from 'commander';
import type { Kline } from '../../exchange/client/klines.ts';
import { summaryOf } from '../../market/summary.ts';
import { example } from '../example.ts';
import { wholeIn } from '../number-option.ts';
import { sessionOf } from '../session.ts';
import { answered, question, symbolOf } from './answered.ts';
import { type Between, between, timesOf } from './between.ts';

interface Options extends Between {
  readonly interval: string;
  readonly limit?: number;
  readonly summary?: true;
}

export function klinesCommand(market: Command): void {
  const command = question(market, 'klines', 'Candles of a symbol, the oldest first; the last one may be open still.')
    .argument('<symbol>', 'such as BTCUSDT', symbolOf)
    .option('--interval <width>', 'such as 1m (a minute), 4h, 1d or 1M (a month)', '1m')
    .option('--limit <n>', 'how many, up to 20000 (default: 500, or with --from and --to all)', wholeIn(1, 20_000))
    .option('--summary', 'the least, the quartiles, the mean and the greatest of each column instead');
  between(command, 'candles that open')
    .addHelpText('after', example('millrace market klines BTCUSDT --interval 1m --limit 180 --summary'))
    .action((symbol: string, { interval, limit, summary, ...times }: Options, self: Command) =>
      answered(self, async (client) => {
        const range = timesOf(times, sessionOf(self).clock);
        const rows = await client.klines(symbol, { interval, ...(limit !== undefined && { limit }), ...range });
        return summary ? summaries(rows) : rows;
      }),
    );
}

const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

const summaries = (rows: readonly Kline[]): readonly object[] =>
  COLUMNS.flatMap((column) => {
    const summary = summaryOf(rows.map((row) => row[column]));
    return summary ? [{ column, ...summary }] : [];
  });
