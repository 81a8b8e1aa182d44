import type { Command } from 'commander';
import { wholeIn } from '../number-option.ts';
import { sessionOf } from '../session.ts';
import { answered, question, symbolOf } from './answered.ts';
import { type Between, between, timesOf } from './between.ts';

interface Options extends Between {
  readonly limit?: number;
  readonly fromId?: number;
}

const SYMBOL = ['<symbol>', 'such as BTCUSDT', symbolOf] as const;
const id = wholeIn(0, Number.MAX_SAFE_INTEGER);

export function tradesCommands(market: Command): void {
  const limited = (name: string, description: string) =>
    question(market, name, description)
      .argument(...SYMBOL)
      .option('--limit <n>', 'how many (default: 500)', wholeIn(1, 1_000));

  limited('trades', 'The last trades of a symbol, the oldest first.').action(
    (symbol: string, { limit }: Options, self: Command) =>
      answered(self, (client) => client.trades(symbol, { ...(limit !== undefined && { limit }) })),
  );
  limited('historical-trades', 'Trades of a symbol from an id on, however old.')
    .option('--from-id <id>', 'the first one (default: the last ones)', id)
    .action((symbol: string, { limit, fromId }: Options, self: Command) =>
      answered(self, (client) => client.historicalTrades(symbol, { ...given({ limit, fromId }) })),
    );
  const aggregated = limited('agg-trades', 'Trades of one order at one price as one.');
  between(aggregated, 'trades')
    .option('--from-id <id>', 'the first one', id)
    .action((symbol: string, { limit, fromId, ...times }: Options, self: Command) =>
      answered(self, (client) =>
        client.aggTrades(symbol, { ...given({ limit, fromId }), ...timesOf(times, sessionOf(self).clock) }),
      ),
    );
}

/** What was given of these. */
export function given<T extends object>(options: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
