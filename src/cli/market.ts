import type { Command } from 'commander';
import { example } from './example.ts';
import { accountCommands } from './market/account.ts';
import { klinesCommand } from './market/klines.ts';
import { listingsCommands } from './market/listings.ts';
import { ordersCommands } from './market/orders.ts';
import { pricesCommands } from './market/prices.ts';
import { tradesCommands } from './market/trades.ts';

export function marketCommand(program: Command): void {
  const market = program
    .command('market')
    .summary('Ask the exchange: candles, trades, prices, what is listed, an account.')
    .description(
      'Ask the exchange at BINANCE_REST, or beside BINANCE_WS, or Binance itself, within its limits. What belongs to ' +
        'an account is asked for with BINANCE_KEY and BINANCE_SECRET. Amounts are exact decimals.',
    )
    .addHelpText(
      'after',
      example(
        'millrace market klines BTCUSDT --interval 1m --limit 180 --summary',
        'millrace market coins-prices --json',
        'millrace market depth ETHBTC --limit 5',
      ),
    );
  const all = [klinesCommand, tradesCommands, pricesCommands, listingsCommands, accountCommands, ordersCommands];
  for (const add of all) add(market);
}
