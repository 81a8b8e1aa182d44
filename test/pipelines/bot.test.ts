/**
 * Goal: an hour of the market, its producer, candles, the bot and the portfolio, in which the bot is killed behind an
 * order, answers are lost, REST refuses, and the account cannot pay for all. In the end each crossing of the means that
 * a plain loop finds in the trades of the market is one order or one dead letter, and the account's books balance to the
 * last digit. The clock is virtual: it waits for requests that are under way, and for nothing else.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subscription } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import bot from '../../pipelines/bot.ts';
import candles from '../../pipelines/candles.ts';
import portfolio from '../../pipelines/portfolio.ts';
import produce from '../../pipelines/produce.ts';
import { parseUnits } from '../../src/core/decimal.ts';
import { never } from '../../src/core/never.ts';
import { foldOf, type Pipeline } from '../../src/core/pipeline.ts';
import type { Row } from '../../src/core/row.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { hours, marketClient, minutes, seconds } from '../../src/index.ts';
import { defaultPairs } from '../../src/market/pairs.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { lettersOf } from '../../src/runtime/dead-letters.ts';
import { run } from '../../src/runtime/run.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { testContext } from '../support/context.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2026, 0, 5, 12);
const pairs = defaultPairs.filter(({ quote }) => quote === 'USDT');
const MARKET = { seed: 36, start: START, rate: 5, pairs };
const CASH = '2000';
const SHORT = 5n;
const LONG = 20n;

let folder: string;
let clock: ManualClock;
let exchange: Simulator;
let store: ReturnType<typeof memoryStore>;
const context = testContext();
const failures: unknown[] = [];

/** Requests that are under way. */
let underway = 0;
/** What happens to the nth order that is sent, in front of it and behind its answer. */
const fates = new Map<number, { readonly before?: () => void; readonly after: () => void }>();
let sent = 0;
/** Names under which orders were asked for, and whether they were known. */
const asked: { readonly name: string; readonly known: boolean }[] = [];
/** What the portfolio was told: by whom a request was sent cannot be seen, but it alone asks for prices, and for fills. */
const polls: { readonly at: number; readonly text: string; readonly prices: string; readonly fills: string[] }[] = [];
let time = 0;
let account = { at: 0, text: '' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bot-'));
  clock = new ManualClock(START);
  store = memoryStore({ clock });
  exchange = await simulator({ ...MARKET, clock, paper: { balances: { USDT: CASH } } });
  vi.stubEnv('BINANCE_WS', exchange.wsUrl);
  vi.stubEnv('BINANCE_REST', exchange.restUrl);
  vi.stubEnv('BINANCE_KEY', exchange.paper.key);
  vi.stubEnv('BINANCE_SECRET', exchange.paper.secret);
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    underway++;
    const isOrder = init?.method === 'POST';
    const fate = isOrder ? fates.get(++sent) : undefined;
    fate?.before?.();
    try {
      const response = await real(url, init);
      await noted(new URL(String(url)), isOrder, response.clone());
      return response;
    } finally {
      fate?.after();
      underway--;
    }
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await exchange.close();
  await rm(folder, { recursive: true });
});

async function noted({ pathname, searchParams }: URL, isOrder: boolean, response: Response): Promise<void> {
  const path = pathname.replace('/api/v3/', '');
  if (path === 'order' && !isOrder) {
    asked.push({ name: searchParams.get('origClientOrderId') ?? '', known: response.ok });
  }
  if (!response.ok) return;
  if (path === 'time') time = JSON.parse(await response.text()).serverTime;
  if (path === 'account') account = { at: time, text: await response.text() };
  if (path === 'ticker/24hr') polls.push({ ...account, prices: await response.text(), fills: [] });
  if (path === 'myTrades') polls.at(-1)?.fills.push(await response.text());
}

/** A process that runs a pipeline. */
class Process {
  readonly #pipeline: Pipeline;
  #running: Subscription | undefined;
  #starts = 0;
  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }
  start(): void {
    const owner = `${this.#pipeline.name} ${++this.#starts}`;
    const world = { store, clock, logger: context.logger, logUrl: `file:${folder}`, signal: never, owner };
    this.#running = run(this.#pipeline, world).subscribe({ error: (thrown) => failures.push(thrown) });
  }
  /** What it has not committed is lost. */
  kill(): void {
    this.#running?.unsubscribe();
  }
}

async function pass(span: number): Promise<void> {
  for (let left = span; left > 0; left -= seconds(1)) {
    await clock.advance(Math.min(left, seconds(1)));
    await eventually(() => underway === 0);
  }
}

async function rowsOf<R>(pipeline: Pipeline<Row<R>>): Promise<readonly Row<R>[]> {
  const scope = (await store.registered(pipeline.name))?.scope;
  if (!scope) throw new Error(`${pipeline.name} has not run`);
  const rows: Row<R>[] = [];
  for await (const row of viewRows(store, scope, foldOf(pipeline))) if (row.final) rows.push(row as Row<R>);
  return rows;
}

const units = (text: string | number) => parseUnits(String(text), 8);
const total = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);

test('an hour of the bot: its orders are the crossings, once each, and its books balance to the last digit', async () => {
  const [producing, folding, trading, valuing] = [produce, candles, bot, portfolio].map((one) => new Process(one));
  if (!producing || !folding || !trading || !valuing) throw new Error('there are four');
  fates.set(1, { after: () => trading.kill() });
  fates.set(2, { before: () => exchange.setRest({ is: 'losing' }), after: () => exchange.heal() });
  fates.set(3, { before: () => exchange.setRest({ is: 'failing', status: 503 }), after: () => exchange.heal() });
  producing.start();
  await eventually(() => exchange.clients === 1);
  folding.start();
  trading.start();
  await pass(seconds(3));
  valuing.start();
  while (sent === 0) await pass(seconds(1));
  await pass(seconds(4));
  trading.start();
  await pass(minutes(15));
  trading.kill();
  await pass(seconds(63));
  trading.start();
  await pass(hours(1) - (exchange.now() - START));
  await exchange.stop();
  await pass(seconds(30));
  for (const one of [trading, valuing, folding, producing]) one.kill();
  await eventually(() => exchange.clients === 0);
  expect(failures).toEqual([]);

  const trades = createMarket(MARKET)
    .until(exchange.now())
    .filter(({ E }) => E > START);
  const rows = await rowsOf(candles);
  const closes = closesIn(trades);
  expect(rows.length).toBeGreaterThan(250);
  expect(rows.map(({ key, start, price }) => [key, start, price?.close])).toEqual(
    rows.map(({ key, start }) => [key, start, Number(closes.get(`${key} ${start}`)?.p)]),
  );

  // Each signal is an order, or a dead letter.
  const client = marketClient({ clock: systemClock });
  const orders = (await Promise.all(pairs.map(({ symbol }) => client.allOrders(symbol)))).flat();
  const letters = await Array.fromAsync(lettersOf(store, 'bot'));
  const refused = letters.map(({ data }) => JSON.parse(new TextDecoder().decode(data)));
  for (const { operator, reason } of letters)
    expect({ operator, reason }).toEqual({ operator: 'orders', reason: 'refused' });
  for (const { symbol } of pairs) {
    const signals = signalsOf(rows.filter(({ key }) => key === symbol));
    const taken = orders.filter((one) => one.symbol === symbol).map(({ side, origQty }) => `${side} ${units(origQty)}`);
    const wanted = signals.filter(({ end }) => !refused.some((row) => row.key === symbol && row.end === end));
    expect([symbol, ...taken]).toEqual([symbol, ...wanted.map(({ side }) => `${side} ${lotOf(symbol, side)}`)]);
    expect(signals.length - wanted.length).toBe(refused.filter(({ key }) => key === symbol).length);
  }
  expect(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size).toBe(orders.length);
  expect(orders.every(({ status }) => status === 'FILLED')).toBe(true);
  // What was meant to happen did.
  expect(orders.length).toBeGreaterThan(10);
  expect(letters.some(({ detail }) => detail.includes('-2010: Account has insufficient balance'))).toBe(true);
  const names = orders.toSorted((a, b) => a.orderId - b.orderId).map(({ clientOrderId }) => clientOrderId);
  const answers = (name: string | undefined) => asked.filter((one) => one.name === name).map(({ known }) => known);
  expect(answers(names[0])).toEqual([false, true]);
  expect(answers(names[1])).toEqual([false, true]);
  expect(context.lines.filter(({ message }) => message === 'asking what became of an order')).toHaveLength(2);

  // The books, by what the exchange tells of each fill.
  const fills = await client.myTrades(pairs.map(({ symbol }) => symbol));
  const ids = new Set(orders.map(({ orderId }) => orderId));
  expect(fills.every(({ orderId }) => ids.has(orderId))).toBe(true);
  const balances = new Map((await client.balances()).map((one) => [one.asset, units(one.free) + units(one.locked)]));
  for (const asset of ['USDT', ...pairs.map(({ base }) => base)]) {
    const start = asset === 'USDT' ? units(CASH) : 0n;
    const moved = fills.map(({ symbol, isBuyer, qty, quoteQty, commission, commissionAsset }) => {
      const fee = commissionAsset === asset ? units(commission) : 0n;
      const into = isBuyer ? 1n : -1n;
      if (asset === 'USDT') return -into * units(quoteQty) - fee;
      return (symbol === `${asset}USDT` ? into * units(qty) : 0n) - fee;
    });
    expect([asset, start + total(moved)]).toEqual([asset, balances.get(asset)]);
  }

  // The portfolio, by what it was told.
  const valued = await rowsOf(portfolio);
  const told = new Map(polls.map((poll) => [Math.floor(poll.at / minutes(1)) * minutes(1), poll]));
  expect(valued.length).toBeGreaterThanOrEqual(60);
  expect(valued.map(({ start, cash, holdings, fees, value }) => ({ start, cash, holdings, fees, value }))).toEqual(
    valued.map(({ start }) => ({ start, ...worthOf(told.get(start)) })),
  );
  expect(new Set(valued.map(({ value }) => value)).size).toBeGreaterThan(10);
  expect(valued.at(-1)?.fees).toBeGreaterThan(0);
}, 240_000);

type Made = ReturnType<ReturnType<typeof createMarket>['until']>[number];

/** The last trade of each symbol and minute. */
function closesIn(trades: readonly Made[]): ReadonlyMap<string, Made> {
  const last = new Map<string, Made>();
  for (const one of trades) {
    const of = `${one.s} ${Math.floor(one.T / minutes(1)) * minutes(1)}`;
    const before = last.get(of);
    if (!before || one.T > before.T || (one.T === before.T && one.t > before.t)) last.set(of, one);
  }
  return last;
}

/** What a plain loop over the closes of one symbol says. */
function signalsOf(rows: readonly { readonly end: number; readonly price: { readonly close: number } | null }[]) {
  const closes = rows.map(({ price }) => units(price?.close ?? 0));
  const signals: { readonly side: 'BUY' | 'SELL'; readonly end: number }[] = [];
  let up: boolean | undefined;
  for (let i = Number(LONG); i <= closes.length; i++) {
    const quick = total(closes.slice(i - Number(SHORT), i)) * LONG;
    const slow = total(closes.slice(i - Number(LONG), i)) * SHORT;
    if (quick === slow) continue;
    const side = quick > slow ? 'BUY' : 'SELL';
    const crossed = up !== undefined && up !== quick > slow;
    if (crossed && (side === 'BUY' || signals.length > 0)) signals.push({ side, end: rows[i - 1]?.end ?? 0 });
    up = quick > slow;
  }
  return signals;
}

function lotOf(symbol: string, side: 'BUY' | 'SELL'): bigint {
  const lots: Record<string, string> = { BTCUSDT: '0.01', ETHUSDT: '0.2', BNBUSDT: '1', LTCUSDT: '10', NEOUSDT: '100' };
  const lot = units(lots[symbol] ?? '0');
  return side === 'BUY' ? lot : (lot * 999n) / 1_000n;
}

/** Every coin here is priced by its own market. */
function worthOf(poll: (typeof polls)[number] | undefined) {
  if (!poll) return undefined;
  const last = new Map<string, bigint>([['USDT', units(1)]]);
  for (const { symbol, lastPrice } of JSON.parse(poll.prices)) last.set(symbol.replace(/USDT$/, ''), units(lastPrice));
  const dollars = (asset: string, amount: bigint): bigint => {
    const [exact, one] = [amount * (last.get(asset) ?? 0n), units(1)];
    const [whole, rest] = [exact / one, exact % one];
    return rest * 2n > one || (rest * 2n === one && whole % 2n === 1n) ? whole + 1n : whole;
  };
  const had: { asset: string; free: string; locked: string }[] = JSON.parse(poll.text).balances;
  const worth = had.map(({ asset, free, locked }) => ({ asset, usd: dollars(asset, units(free) + units(locked)) }));
  const paid = new Map<string, bigint>();
  for (const { commission, commissionAsset: asset } of poll.fills.flatMap((text) => JSON.parse(text))) {
    paid.set(asset, (paid.get(asset) ?? 0n) + units(commission));
  }
  const of = (wanted: (asset: string) => boolean) =>
    total(worth.filter(({ asset }) => wanted(asset)).map(({ usd }) => usd));
  const inDollars = (amount: bigint) => Number(amount) / 1e8;
  return {
    cash: inDollars(of((asset) => asset === 'USDT')),
    holdings: inDollars(of((asset) => asset !== 'USDT')),
    fees: inDollars(total([...paid].map(([asset, amount]) => dollars(asset, amount)))),
    value: inDollars(of(() => true)),
  };
}
