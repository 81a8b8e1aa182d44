import type { Command } from 'commander';
import type { Kline } from '../../exchange/client/klines.ts';
import { summaryOf } from '../../market/summary.ts';
import { example } from '../example.ts';
import { wholeIn } from '../number-option.ts';
import { type Format, say } from '../output.ts';
import { drawInto, type PictureFile, pictureFile } from '../picture.ts';
import { sessionOf } from '../session.ts';
import { answered, question, symbolsOf } from './answered.ts';
import { type Between, between, timesOf } from './between.ts';
import { candlesChart } from './candles-chart.ts';

interface Options extends Between, Format {
  readonly interval: string;
  readonly limit?: number;
  readonly summary?: true;
  readonly chart?: PictureFile;
  readonly line?: true;
  readonly table?: true;
}

export function klinesCommand(market: Command): void {
  const command = question(market, 'klines', 'Candles of symbols, the oldest first; the last one may be open still.')
    .argument('<symbols...>', 'such as BTCUSDT', symbolsOf)
    .option('--interval <width>', 'such as 1m (a minute), 4h, 1d or 1M (a month)', '1m')
    .option('--limit <n>', 'how many, up to 20000 (default: 500, or with --from and --to all)', wholeIn(1, 20_000))
    .option('--summary', 'the least, the quartiles, the mean and the greatest of each column instead')
    .option('--chart <file>', 'drawn into this file, .png or .svg; printed only where a way to is named', pictureFile)
    .option('--line', 'with --chart: a line of the closing prices in place of the candles');
  between(command, 'candles that open')
    .addHelpText('after', HELP)
    .action(async (symbols: readonly string[], options: Options, self: Command) => {
      const { interval, limit, summary, chart, line = false, ...times } = options;
      if (line && !chart) command.error('error: --line goes with --chart');
      await answered(self, async (client) => {
        const { clock, logger } = sessionOf(self);
        const range = timesOf(times, clock);
        const all: Kline[][] = [];
        for (const symbol of symbols) {
          const rows = await client.klines(symbol, { interval, ...(limit !== undefined && { limit }), ...range });
          if (rows.length === 0 && symbols.length > 1) say(`klines: the exchange has none of ${symbol} for this time`);
          all.push([...rows]);
        }
        const rows = all.flat();
        if (chart) await drawInto(chart, candlesChart(rows, { symbols, interval, line, updated: clock.now() }), logger);
        if (summary) return all.flatMap((of) => summaries(of, symbols.length > 1));
        return chart && !(options.table || options.json || options.csv) ? undefined : rows;
      });
    });
}

const HELP = example(
  'millrace market klines BTCUSDT --interval 1m --limit 180 --summary',
  'millrace market klines BTCUSDT --interval 1m --limit 180 --chart btc.png',
  'millrace market klines ETHBTC LTCBTC NEOBTC BNBBTC --interval 15m --limit 96 --chart four.png',
);

const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

const summaries = (rows: readonly Kline[], named: boolean): readonly object[] =>
  COLUMNS.flatMap((column) => {
    const summary = summaryOf(rows.map((row) => row[column]));
    return summary ? [{ ...(named && { symbol: rows[0]?.symbol }), column, ...summary }] : [];
  });
