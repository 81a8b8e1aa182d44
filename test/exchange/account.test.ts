import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Book } from '../../src/exchange/simulator/book.ts';
import { fromUnits, times, toUnits, whole } from '../../src/exchange/simulator/decimal.ts';
import { type Listing, list, lotOf, tickOf } from '../../src/exchange/simulator/listing.ts';
import { Account } from '../../src/exchange/simulator/paper/account.ts';
import { isOpen, paidIn, receivedIn, type Ticket } from '../../src/exchange/simulator/paper/order.ts';
import { Refusal } from '../../src/exchange/simulator/query.ts';
import type { TradePayload } from '../../src/market/events.ts';
import { defaultPairs } from '../../src/market/pairs.ts';

const NOON = Date.UTC(2024, 7, 8, 12);
/** Among them pairs whose price times quantity has more than 8 places. */
const listings = list(NOON, defaultPairs).filter(({ pair }) =>
  ['BTCUSDT', 'ETHBTC', 'ETHUSDT', 'NEOBTC'].includes(pair.symbol),
);
const first = listings[0] as Listing;
const START = new Map(
  Object.entries({ USDT: '10000', BTC: '1', ETH: '3.00000001', NEO: '500' }).map(([asset, amount]) => [
    asset,
    toUnits(amount),
  ]),
);
const FEE = toUnits('0.001');

/** An account, and a market around it whose prices are said. */
class World {
  readonly account = new Account({ start: START, fee: FEE });
  readonly #prices = new Map(listings.map(({ pair, opening }) => [pair.symbol, opening]));
  now = NOON;
  t = 1;

  price(listing: Listing): string {
    return this.#prices.get(listing.pair.symbol) ?? listing.opening;
  }

  place(listing: Listing, ticket: Partial<Ticket>) {
    const price = this.price(listing);
    const full: Ticket = {
      ...{ symbol: listing.pair.symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: 0n },
      ...{ quantity: undefined, quoteQuantity: undefined, clientId: undefined },
      ...ticket,
    };
    const levels = new Book(listing, { price, last: undefined }, 1).levels(full.side === 'BUY' ? 'SELL' : 'BUY');
    return this.account.place(full, { listing, levels, mean: toUnits(price), now: this.now });
  }

  trade(listing: Listing, price: bigint, quantity: bigint, T = ++this.now): void {
    const s = listing.pair.symbol;
    const rest = { e: 'trade', E: T, s, t: this.t++, T, m: true, M: true } as const;
    const trade: TradePayload = { ...rest, p: fromUnits(price), q: fromUnits(quantity) };
    this.#prices.set(s, trade.p);
    this.account.onTrade(trade);
  }
}

/** The price so many parts in ten thousand away from the last one, in whole ticks. */
const near = (listing: Listing, price: string, parts: number): bigint =>
  whole((toUnits(price) * BigInt(10_000 + parts)) / 10_000n, tickOf(listing));

/** All that an account says of itself agrees with all that it did, to the last digit. */
function audit({ account }: World): void {
  const fills = listings.flatMap(({ pair }) => account.ledger.fills(pair.symbol));
  const orders = listings.flatMap(({ pair }) => account.ledger.orders(pair.symbol));
  for (const [asset, start] of START) {
    let [paid, received, fees, locked] = [0n, 0n, 0n, 0n];
    for (const { order, quantity, quote, commission, asset: feeAsset } of fills) {
      const [out, back] = order.side === 'BUY' ? [quote, quantity] : [quantity, quote];
      if (paidIn(order) === asset) paid += out;
      if (receivedIn(order) === asset) received += back;
      if (feeAsset === asset) fees += commission;
    }
    for (const order of orders) if (paidIn(order) === asset) locked += order.locked;
    const balance = account.balances.of(asset);
    expect(balance.free + balance.locked).toBe(start - paid + received - fees);
    expect(balance.locked).toBe(locked);
    expect(balance.free >= 0n).toBe(true);
  }
  for (const order of orders) {
    const parts = fills.filter((fill) => fill.order === order);
    expect(parts.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(order.executed);
    expect(parts.reduce((sum, { quote }) => sum + quote, 0n)).toBe(order.quote);
    const left = order.quantity - order.executed;
    const needed = order.side === 'SELL' ? left : times(order.price, left);
    expect(order.locked).toBe(isOpen(order) ? needed : 0n);
    expect(order.status === 'FILLED').toBe(left === 0n);
    if (order.timeInForce === 'FOK') expect([0n, order.quantity]).toContain(order.executed);
  }
}

const listing = fc.constantFrom(...listings);
const action = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      listing,
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      kind: fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK', 'MAKER', 'MARKET', 'QUOTE'),
      parts: fc.integer({ min: -60, max: 60 }),
      lots: fc.integer({ min: 1, max: 20_000 }),
    }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      listing,
      parts: fc.integer({ min: -40, max: 40 }),
      lots: fc.integer({ min: 1, max: 5_000 }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const), listing }) },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** Does it, and tells what came of it. */
function act(world: World, action: Action): string {
  if (action.do === 'expire') world.account.expire(action.listing.pair.symbol, world.now);
  if (action.do === 'cancel') {
    const open = world.account.ledger.open();
    const order = open[action.which % Math.max(1, open.length)];
    if (order) world.account.cancel(order, world.now);
  }
  if (action.do === 'expire' || action.do === 'cancel') return action.do;
  const price = near(action.listing, world.price(action.listing), action.parts);
  const quantity = BigInt(action.lots) * lotOf(action.listing);
  if (action.do === 'trade') {
    world.trade(action.listing, price, quantity);
    return 'trade';
  }
  const { kind, side } = action;
  try {
    const { order } = world.place(action.listing, {
      side,
      ...(kind === 'GTC' || kind === 'IOC' || kind === 'FOK' ? { timeInForce: kind, price, quantity } : {}),
      ...(kind === 'MAKER' ? { type: 'LIMIT_MAKER' as const, price, quantity } : {}),
      ...(kind === 'MARKET' ? { type: 'MARKET' as const, quantity } : {}),
      ...(kind === 'QUOTE' ? { type: 'MARKET' as const, quoteQuantity: times(price, quantity) } : {}),
    });
    return `${kind} ${order.status}`;
  } catch (thrown) {
    if (thrown instanceof Refusal) return `${kind} ${thrown.message}`;
    throw thrown;
  }
}

describe('the account of play money', () => {
  test('balances to the last digit after any orders and trades', () => {
    const seen = new Map<string, number>();
    let partly = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 60 }), (actions) => {
        const world = new World();
        for (const action of actions) {
          const before = [...world.account.balances.all];
          const became = act(world, action);
          seen.set(became, (seen.get(became) ?? 0) + 1);
          if (became.includes('insufficient')) expect([...world.account.balances.all]).toEqual(before);
          audit(world);
        }
        partly += world.account.ledger.open().filter(({ status }) => status === 'PARTIALLY_FILLED').length;
      }),
      { numRuns: 1_000, seed: 7 },
    );
    // What the property is about has happened.
    for (const kind of ['GTC NEW', 'GTC FILLED', 'GTC PARTIALLY_FILLED', 'IOC EXPIRED', 'IOC FILLED', 'FOK EXPIRED']) {
      expect(seen.get(kind), kind).toBeGreaterThan(3);
    }
    for (const kind of ['FOK FILLED', 'MAKER NEW', 'MARKET FILLED', 'QUOTE FILLED', 'cancel', 'expire']) {
      expect(seen.get(kind), kind).toBeGreaterThan(3);
    }
    expect(partly).toBeGreaterThan(3);
  });

  test('pays what the book asks at the market, and the fee out of what it receives', () => {
    const world = new World();
    const levels = new Book(first, { price: first.opening, last: undefined }, 1).levels('SELL');
    const [one, two] = levels;
    if (!one || !two) throw new Error('there are levels');
    const quantity = one.quantity + lotOf(first);
    const { order, fills } = world.place(first, { type: 'MARKET', quantity });
    const paid = times(one.price, one.quantity) + times(two.price, lotOf(first));
    expect(order).toMatchObject({ status: 'FILLED', executed: quantity, quote: paid, locked: 0n });
    expect(fills.map(({ price, quantity }) => [price, quantity])).toEqual([
      [one.price, one.quantity],
      [two.price, lotOf(first)],
    ]);
    const fees = times(one.quantity, FEE) + times(lotOf(first), FEE);
    expect(world.account.balances.of('USDT')).toEqual({ free: toUnits('10000') - paid, locked: 0n });
    expect(world.account.balances.of('BTC').free).toBe(toUnits('1') + quantity - fees);
    expect(fills[0]).toMatchObject({ asset: 'BTC', commission: times(one.quantity, FEE), maker: false });
  });

  test('spends no more than it is told to at the market, within one lot', () => {
    for (const side of ['BUY', 'SELL'] as const) {
      const world = new World();
      const { order } = world.place(first, { side, type: 'MARKET', quoteQuantity: toUnits('1000') });
      expect(order.status).toBe('FILLED');
      expect(order.quote <= toUnits('1000')).toBe(true);
      expect(order.quote > toUnits('1000') - times(toUnits('70000'), lotOf(first))).toBe(true);
    }
  });

  test('fills what rests when the market trades beyond its price, no more than was traded, the best price first', () => {
    const world = new World();
    const below = (ticks: number) => toUnits(first.opening) - BigInt(ticks) * tickOf(first);
    const place = (ticks: number) => world.place(first, { price: below(ticks), quantity: toUnits('0.01') }).order;
    const [low, high, later] = [place(200), place(100), place(100)];
    const executed = () => [low, high, later].map(({ executed }) => fromUnits(executed));

    world.trade(first, below(100), toUnits('1'));
    expect(executed(), 'at its price it waits in the queue').toEqual(['0.00000000', '0.00000000', '0.00000000']);
    world.trade(first, below(101), toUnits('0.015'), NOON);
    expect(executed(), 'a trade before it came').toEqual(['0.00000000', '0.00000000', '0.00000000']);
    world.trade(first, below(101), toUnits('0.015'));
    expect(executed()).toEqual(['0.00000000', '0.01000000', '0.00500000']);
    expect([high.status, later.status]).toEqual(['FILLED', 'PARTIALLY_FILLED']);
    world.trade(first, below(300), toUnits('5'));
    expect([low, later].map(({ status }) => status)).toEqual(['FILLED', 'FILLED']);
    expect(world.account.ledger.fills('BTCUSDT').map(({ price, maker }) => [price, maker])).toEqual([
      [below(100), true],
      [below(100), true],
      [below(100), true],
      [below(200), true],
    ]);
    audit(world);
  });

  test('remembers so many orders that are over, and all that are open', () => {
    const world = new World();
    const far = { price: near(first, first.opening, -1_000), quantity: lotOf(first) * 50n };
    const open = world.place(first, far).order;
    for (let i = 0; i < 20_005; i++) world.account.cancel(world.place(first, far).order, world.now);
    const kept = world.account.ledger.orders('BTCUSDT');
    expect(kept.length).toBeLessThan(20_001);
    expect(kept.length).toBeGreaterThan(10_000);
    expect(kept[0]).toBe(open);
    expect(kept.at(-1)?.id).toBe(20_006);
  });
});
