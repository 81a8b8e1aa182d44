/**
 * Goal: an hour of the market, in which connections are cut and swapped, trades get lost, a symbol falls silent, the
 * producer is killed, requests are refused and REST goes away. In the end the log has every trade that was made, once
 * after `dedupe`; a gap is told only where REST could not help. The clock is virtual: it waits for requests that are
 * under way, and for nothing else.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom, type Subscription } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import produce from '../../pipelines/produce.ts';
import { never } from '../../src/core/never.ts';
import type { Sink } from '../../src/core/sink.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { dedupe, hours, log, minutes, parse, pipeline, seconds, trade } from '../../src/index.ts';
import type { GapEvent, MarketEvent, TradePayload } from '../../src/market/events.ts';
import type { Trade } from '../../src/market/trade.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { type RunProgress, run } from '../../src/runtime/run.ts';
import { Written } from '../../src/sources/binance/written.ts';
import { binance } from '../../src/sources/binance.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { testContext } from '../support/context.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';
import { isRecorded, recordedPath } from '../support/recorded.ts';

const SEED = 6;
const START = Date.UTC(2026, 0, 5, 12);
const RATE = 20;

let folder: string;
let clock: ManualClock;
let exchange: Simulator;
/** Requests that are under way. */
let underway = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'produce-'));
  clock = new ManualClock(START);
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((...request) => {
    underway++;
    return real(...request).finally(() => {
      underway--;
    });
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await exchange?.close();
  await rm(folder, { recursive: true });
});

/** The producer, as it is run. */
class Producer {
  progress: RunProgress | undefined;
  failure: unknown;
  readonly #store = memoryStore({ clock });
  readonly #context = testContext({ clock });
  #running: Subscription | undefined;

  get said(): readonly string[] {
    return this.#context.lines.map(({ message }) => message);
  }

  start(): void {
    const source = binance({ url: exchange.wsUrl, rest: exchange.restUrl });
    const { logger } = this.#context;
    const world = { store: this.#store, clock, logger, logUrl: `file:${folder}`, signal: never, owner: 'test' };
    this.#running = run({ ...produce, source }, world).subscribe({
      next: (progress) => {
        this.progress = progress;
      },
      error: (thrown) => {
        this.failure = thrown;
      },
    });
  }

  /** What it has not committed is lost to it. */
  async kill(): Promise<void> {
    this.#running?.unsubscribe();
    await eventually(() => exchange.clients === 0);
  }

  /** How many trades are not committed. */
  get behind(): number {
    const { last, sought } = new Written(this.progress?.position);
    const late = [...sought.values()].flat().reduce((sum, [from, to]) => sum + to - from + 1, 0);
    const ids = exchange.ids();
    return [...ids].reduce((sum, [symbol, { first, next }]) => sum + next - 1 - (last.get(symbol) ?? first - 1), late);
  }
}

/** Lets the market go on. */
async function pass(span: number): Promise<void> {
  for (let left = span; left > 0; left -= seconds(1)) {
    await clock.advance(Math.min(left, seconds(1)));
    await eventually(() => underway === 0);
  }
}

/** Uses up what may be asked for within this minute. */
async function exhaust(): Promise<void> {
  const ask = () => fetch(`${exchange.restUrl}/api/v3/exchangeInfo`);
  const answers = await Promise.all(Array.from({ length: 300 }, ask));
  for (const answer of answers) await answer.text();
  expect((await ask()).status).toBe(429);
}

/** What the log holds behind `dedupe`. */
async function tradesInLog(): Promise<readonly Trade[]> {
  const trades: Trade[] = [];
  const sink: Sink<Trade> = {
    kind: 'sink',
    name: 'here',
    open: async () => ({
      write: async (output) => void trades.push(...output.map(({ value }) => value)),
      close: async () => {},
    }),
  };
  const all = pipeline('all')
    .from(log('crypto', { end: true }))
    .pipe(parse(trade), dedupe({ within: hours(2) }))
    .to(sink);
  const { logger } = testContext();
  const world = {
    store: memoryStore({ clock: systemClock }),
    clock: systemClock,
    logger,
    owner: 'test',
    signal: never,
  };
  await lastValueFrom(run(all, { ...world, logUrl: `file:${folder}` }));
  return trades;
}

/** What the log holds, line by line. */
const linesInLog = async (): Promise<readonly string[]> =>
  (await readFile(join(folder, 'crypto.ndjson'), 'utf8')).trim().split('\n');

const inGap = ({ s, t }: TradePayload, gaps: readonly GapEvent[]): boolean =>
  gaps.some((gap) => gap.s === s && gap.from <= t && t <= gap.to);

test('every trade of an hour is in the log once, whatever happens to the producer', async () => {
  exchange = await simulator({ seed: SEED, start: START, rate: RATE, clock });
  const producer = new Producer();
  producer.start();
  await eventually(() => exchange.clients === 1);
  const restless: (readonly [from: number, to: number])[] = [];
  const withoutRest = async (what: () => Promise<void>): Promise<void> => {
    const from = exchange.now() - seconds(30);
    await what();
    restless.push([from, exchange.now()]);
  };

  await pass(minutes(3));
  exchange.cut();
  await pass(minutes(3));
  const shutDown = exchange.shutDown(minutes(1));
  await pass(minutes(3));
  await shutDown;
  exchange.drop(0.02);
  await pass(minutes(1));
  exchange.heal();
  await pass(minutes(4));
  exchange.silence('LTCUSDT');
  await pass(minutes(4));
  exchange.heal();
  await pass(minutes(2));
  await withoutRest(async () => {
    await exhaust();
    exchange.cut();
    await pass(minutes(5));
  });
  await producer.kill();
  await pass(minutes(5));
  producer.start();
  await pass(minutes(5));
  await withoutRest(async () => {
    exchange.setRest({ is: 'failing', status: 503 });
    exchange.drop(0.05);
    await pass(seconds(20));
    exchange.drop(0);
    await pass(minutes(5));
    exchange.heal();
    await pass(minutes(2));
  });
  await pass(hours(1) - (exchange.now() - START));
  await exchange.stop();
  for (let more = 0; producer.behind > 0 && more < 60; more++) await pass(seconds(1));
  expect(producer.failure).toBeUndefined();
  expect(producer.behind).toBe(0);
  await producer.kill();

  // What was traded at its opening came before the producer did.
  const made = createMarket({ seed: SEED, start: START, rate: RATE })
    .until(exchange.now())
    .filter(({ E }) => E > START);
  const keyOf = (symbol: string, id: number) => `${symbol} ${id}`;
  const logged = await tradesInLog();
  expect(logged).toHaveLength(made.length);
  const byKey = new Map(logged.map((one) => [keyOf(one.symbol, one.id), one]));
  expect(byKey.size).toBe(made.length);
  for (const { s, t, p, q, T } of made) {
    const one = byKey.get(keyOf(s, t));
    if (one?.price !== Number(p) || one.quantity !== Number(q) || one.time !== T)
      expect(one).toEqual({ s, t, p, q, T });
  }

  const events: readonly MarketEvent[] = (await linesInLog()).map((line) => JSON.parse(line));
  const gaps = events.filter((event): event is GapEvent => event.e === 'gap');
  const unexplained = gaps.filter(({ E }) => !restless.some(([from, to]) => from <= E && E <= to));
  expect(unexplained).toEqual([]);
  // What REST could not tell in time came late, and says by which request.
  const told = events.findIndex((event) => event.e === 'gap');
  const late = events.slice(told).filter((event) => event.e === 'trade' && inGap(event, gaps));
  expect(late.length).toBeGreaterThan(0);
  expect(late.every((event) => event.e === 'trade' && event.filled === 'historicalTrades')).toBe(true);
  // What was meant to happen did.
  expect(producer.said).toEqual(
    expect.arrayContaining([
      'no connection to the exchange; trying until there is',
      'moving to a new connection to the exchange',
      'a symbol is traded, and its stream is silent',
      'trades that the stream did not bring were filled in',
      'the exchange does not tell what is missing; asking until it does',
    ]),
  );
}, 240_000);

const RECORDING = 'trades-2024-08-08.ndjson';
const recording = recordedPath(RECORDING);
if (!isRecorded(RECORDING)) process.stderr.write(`skipped: the recorded trades are not there (${recording})\n`);

test.skipIf(!isRecorded(RECORDING))(
  'recorded trades come into the log as they were sent, byte for byte',
  async () => {
    exchange = await simulator({ seed: SEED, start: START, speed: 10, clock, recording });
    const producer = new Producer();
    producer.start();
    const sent = (await readFile(recording, 'utf8')).trim().split('\n');
    const tradesInIt = async () => (await linesInLog()).filter((line) => line.startsWith('{"e":"trade"'));
    // Whoever keeps up has all that was sent so far, and not yet all there is.
    while (producer.behind > 0 || (await tradesInIt()).length < sent.length) await pass(seconds(1));
    await producer.kill();
    const lines = await tradesInIt();
    expect(lines).toEqual(sent.map((line) => /"data":(.*)\}$/.exec(line.trim())?.[1]));
  },
  120_000,
);
