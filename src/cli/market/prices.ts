import type { Command } from 'commander';
import { wholeIn } from '../number-option.ts';
import { answered, question, symbolOf, wantsJson } from './answered.ts';

/** Most levels of one side that the exchange tells. */
const DEPTH_MAX = 5_000;

export function pricesCommands(market: Command): void {
  const ticker = (name: string, what: string) =>
    question(market, name, `${what}, of all symbols or of one.`).argument('[symbol]', 'such as BTCUSDT', symbolOf);
  ticker('ticker-price', 'The last price').action((symbol: string | undefined, _: object, self: Command) =>
    answered(self, ({ tickerPrice }) => (symbol === undefined ? tickerPrice() : tickerPrice(symbol))),
  );
  ticker('ticker-book', 'The best offers').action((symbol: string | undefined, _: object, self: Command) =>
    answered(self, ({ tickerBook }) => (symbol === undefined ? tickerBook() : tickerBook(symbol))),
  );
  ticker('ticker-24hr', 'The last 24 hours').action((symbol: string | undefined, _: object, self: Command) =>
    answered(self, ({ ticker24hr }) => (symbol === undefined ? ticker24hr() : ticker24hr(symbol))),
  );
  question(
    market,
    'ticker-all-prices',
    'The last prices of all symbols, and the worth of their assets in US dollars.',
  ).action((_: object, self: Command) => answered(self, (client) => client.tickerAllPrices()));
  question(market, 'avg-price', 'The average price of the last minutes.')
    .argument('<symbol>', 'such as BTCUSDT', symbolOf)
    .action((symbol: string, _: object, self: Command) => answered(self, (client) => client.avgPrice(symbol)));
  question(market, 'depth', 'The book of a symbol, the best offers first; as JSON one object.')
    .argument('<symbol>', 'such as BTCUSDT', symbolOf)
    .option('--limit <n>', 'how many of each side', wholeIn(1, DEPTH_MAX), 100)
    .action((symbol: string, { limit }: { readonly limit: number }, self: Command) =>
      answered(self, async (client) => {
        const book = await client.depth(symbol, { limit });
        if (wantsJson(self)) return book;
        const side = (name: 'bids' | 'asks') => book[name].map((level) => ({ side: name, ...level }));
        return [...side('bids'), ...side('asks')];
      }),
    );
  question(market, 'coins-prices', 'What each coin is worth in US dollars, or in another coin, and by which markets.')
    .option('--unit <coin>', 'in which it is told; USDT is one dollar', 'USDT')
    .action(({ unit }: { readonly unit: string }, self: Command) =>
      answered(self, async (client) => {
        const all = await client.coinsPrices(unit);
        return wantsJson(self) ? all : all.map(({ path, ...rest }) => ({ ...rest, path: path.join(' ') }));
      }),
    );
}
