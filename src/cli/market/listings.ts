import type { Command } from 'commander';
import { answered, question, symbolOf, symbolsOf, wantsJson } from './answered.ts';

export function listingsCommands(market: Command): void {
  question(market, 'ping', 'Whether the exchange answers.').action((_: object, self: Command) =>
    answered(self, async (client) => ({ ping: await client.ping() })),
  );
  question(market, 'time', "The exchange's time.").action((_: object, self: Command) =>
    answered(self, async (client) => ({ time: await client.time() })),
  );
  question(market, 'exchange-info', 'What is listed, of all symbols or of some; as JSON one object, filters included.')
    .argument('[symbol...]', 'such as BTCUSDT ETHBTC', symbolsOf)
    .action((symbols: readonly string[], _: object, self: Command) =>
      answered(self, async (client) => {
        const info = await client.exchangeInfo(symbols.length > 0 ? symbols : undefined);
        return wantsJson(self) ? info : info.symbols.map(({ filters, orderTypes, ...rest }) => rest);
      }),
    );
  question(market, 'filters', 'The rules that orders of a symbol must keep.')
    .argument('<symbol>', 'such as BTCUSDT', symbolOf)
    .action((symbol: string, _: object, self: Command) => answered(self, (client) => client.filters(symbol)));
  question(market, 'symbols', 'The symbols that are traded.')
    .option('--all', 'those that are not, too, each with its status')
    .action(({ all = false }: { readonly all?: boolean }, self: Command) =>
      answered(self, async (client) => {
        if (!all) return (await client.symbols()).map((symbol) => ({ symbol }));
        return (await client.exchangeInfo()).symbols.map(({ symbol, status }) => ({ symbol, status }));
      }),
    );
  question(market, 'coins', 'What may be bought: the base assets of the symbols that are traded.').action(
    (_: object, self: Command) =>
      answered(self, async (client) => (await client.coins()).map((symbol) => ({ symbol }))),
  );
}
