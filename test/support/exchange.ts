import { firstValueFrom } from 'rxjs';
import { afterEach } from 'vitest';
import { never } from '../../src/core/never.ts';
import type { Reader, RunContext } from '../../src/core/source.ts';
import { type Simulator, type SimulatorOptions, simulator } from '../../src/exchange/simulator/simulator.ts';
import type { MarketEvent, StreamEvent } from '../../src/market/events.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { type BinanceOptions, binance } from '../../src/sources/binance.ts';
import { testContext } from './context.ts';

export const START = Date.UTC(2024, 7, 8, 12);
/** What a test has opened, closed after it, the last first. */
export const closing: { close(): unknown }[] = [];
afterEach(async () => {
  for (const open of closing.splice(0).reverse()) await open.close();
});

/** A simulated exchange, for one test. */
export async function exchangeOf(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const exchange = await simulator({ seed: 4, start: START, speed: 100, clock: systemClock, ...options });
  closing.push(exchange);
  return exchange;
}

/** A context in real time, which sockets need. */
export const liveContext = () => testContext({ clock: systemClock });

/** A reader of `binance`, for one test. */
export async function open(options: BinanceOptions, context: RunContext, from?: string): Promise<Reader<MarketEvent>> {
  const [partition] = await firstValueFrom(binance(options).partitions(context, []));
  const reader = await partition?.open(from);
  if (!reader) throw new Error('binance has no partition');
  closing.push(reader);
  return reader;
}

/** Reads on until at least `n` more events are there. */
export async function read(reader: Reader<MarketEvent>, n: number): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  while (events.length < n) events.push(...streamed((await reader.next(never)).items));
  return events;
}

/** Without the ticks among them. */
export const streamed = (items: readonly MarketEvent[]): StreamEvent[] =>
  items.filter((item): item is StreamEvent => item.e !== 'tick');
