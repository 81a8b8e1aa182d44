import type { Command } from 'commander';
import { numberIn, wholeIn } from '../number-option.ts';
import { sessionOf } from '../session.ts';
import { answered, question, symbolsOf } from './answered.ts';
import { type Between, between, timesOf } from './between.ts';
import { given } from './trades.ts';

interface TradesOptions extends Between {
  readonly limit?: number;
  readonly fromId?: number;
}

export function accountCommands(market: Command): void {
  question(market, 'account', 'The account of BINANCE_KEY, without its balances.').action((_: object, self: Command) =>
    answered(self, (client) => client.account()),
  );
  question(market, 'balances', 'What the account has.')
    .option('--threshold <n>', 'of assets of which there is more', numberIn(-1, 1e15), -1)
    .option('--usdt', 'with their worth in US dollars')
    .action((options: { readonly threshold: number; readonly usdt?: boolean }, self: Command) =>
      answered(self, (client) => client.balances(options)),
    );
  const trades = question(market, 'my-trades', "The account's own trades of one symbol or several.")
    .argument('<symbol...>', 'such as BTCUSDT', symbolsOf)
    .option('--limit <n>', 'how many of each (default: 500)', wholeIn(1, 1_000))
    .option('--from-id <id>', 'the first one', wholeIn(0, Number.MAX_SAFE_INTEGER));
  between(trades, 'trades').action(
    (symbols: readonly string[], { limit, fromId, ...times }: TradesOptions, self: Command) =>
      answered(self, (client) =>
        client.myTrades(symbols, { ...given({ limit, fromId }), ...timesOf(times, sessionOf(self).clock) }),
      ),
  );
}
