/** Checked by the compiler alone: a template that names a field that is not there is an error where it is written. */
import {
  buy,
  cache,
  counter,
  crossings,
  log,
  map,
  orders,
  parse,
  pipeline,
  type Row,
  slack,
  type Trade,
  trade,
} from '../../src/index.ts';

const trades = pipeline('trades').from(log('x')).pipe(parse(trade));
declare const name: string;
declare const amounts: { readonly amount: 'quantity' };

trades.to(counter('all'), counter('{symbol}'), counter('{symbol}:{id}', { amount: 'quantity' }), counter(name));
trades.to(counter('n:{symbol}', { amount: ({ quantity }) => -quantity, last: true }), counter('{symbol}', amounts));
trades.to(
  counter((t) => t.symbol),
  counter(({ symbol }: Trade) => symbol, { amount: 'quantity' }),
);
trades.to(
  cache('price:{symbol}', 'price'),
  cache('last', (t) => t.price),
  cache((t) => t.symbol, 'price'),
);
trades.to(cache('price:{symbol}', (t) => ({ at: t.time }), { expires: 5 }));
// @ts-expect-error: a trade has no such field
trades.to(counter('n3:{nope}'));
// @ts-expect-error: nor in the second place
trades.to(counter('n3:{symbol}:{nope}', { amount: 'quantity' }));
// @ts-expect-error: nor in a cache
trades.to(cache('price:{nope}', 'price'));
// @ts-expect-error: nor as what it keeps
trades.to(cache('price:{symbol}', 'nope'));
// @ts-expect-error: nor as its amount
trades.to(counter('{symbol}', { amount: 'nope' }));
// @ts-expect-error: nobody waits for a promise
trades.to(cache('price:{symbol}', async (t) => t.price));
// @ts-expect-error: a field that holds neither text nor a number is no part of a key
trades.pipe(map(({ symbol }) => ({ symbol: { symbol } }))).to(counter('{symbol}'));

const apart = counter('n:{symbol}');
trades.to(apart);
const rowsOnly = counter<Row<{ n: number }>>('n:{key}', { amount: 'n' });
// @ts-expect-error: it counts rows
trades.to(rowsOnly);

trades.pipe(map(({ symbol, time }) => buy(symbol, 1, time))).to(orders());
// @ts-expect-error: a trade is no order
trades.to(orders());
trades.pipe(
  crossings({ key: 'symbol', of: 'price', short: 1, long: 2 }),
  map(({ event }) => event.price),
);
trades.pipe(crossings({ key: 'symbol', of: ({ price }) => -price, short: 1, long: 2 }));
// @ts-expect-error: a symbol is no amount
trades.pipe(crossings({ key: 'symbol', of: 'symbol', short: 1, long: 2 }));

trades.to(
  slack('#bots', (all) => all.map(({ symbol }) => symbol)),
  slack('#bots', (all) => [{ text: `${all.length}`, blocks: [{ type: 'divider' }] }, ''], { name: 'more' }),
);
// @ts-expect-error: a trade has no such field
trades.to(slack('#bots', (all) => all.map((t) => t.nope)));
// @ts-expect-error: a number is nothing that can be said
trades.to(slack('#bots', (all) => all.length));
// @ts-expect-error: nor is a promise
trades.to(slack('#bots', async () => 'hi'));
