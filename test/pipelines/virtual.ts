/** What golden tests of pipelines stand on: an exchange on which time stands still, and ears for what is said. */
import { firstValueFrom } from 'rxjs';
import { afterEach, vi } from 'vitest';
import type { Chart } from '../../src/core/chart.ts';
import { never } from '../../src/core/never.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Delivery, Destination } from '../../src/core/sink.ts';
import type { Simulator, SimulatorOptions } from '../../src/exchange/simulator/simulator.ts';
import { type Driven, type DriveOptions, drive, type Item } from '../../src/testing.ts';
import { answering } from '../support/answering.ts';
import { testContext } from '../support/context.ts';
import { exchangeOf } from '../support/exchange.ts';
import type { RawKline } from '../support/klines.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** When the virtual exchange opened: now, for it. */
export const NOW = Date.UTC(2026, 0, 5, 12);
const PAST = { minutes: 1_500, hours: 480, days: 750, until: NOW };

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A virtual exchange for one test, whose market stands still and is the same for the same seed. */
export async function virtualExchange(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const exchange = await exchangeOf({ clock: new ManualClock(NOW), start: NOW, speed: 1, past: PAST, ...options });
  vi.stubEnv('BINANCE_REST', exchange.restUrl);
  return exchange;
}

/** What an exchange answers, asked by hand. */
export async function answer(exchange: { readonly restUrl: string }, path: string): Promise<unknown> {
  return (await fetch(`${exchange.restUrl}/api/v3/${path}`)).json();
}

/** An exchange that has these candles of an hour and no others, for one test; the last one has just closed. */
export async function recordedExchange(candles: Readonly<Record<string, readonly RawKline[]>>) {
  const symbolOf = (symbol: string) => ({
    ...{ symbol, status: 'TRADING', baseAsset: symbol.slice(0, 3), quoteAsset: symbol.slice(3), filters: [] },
    ...{ baseAssetPrecision: 8, quoteAssetPrecision: 8, isSpotTradingAllowed: true },
  });
  const serverTime = Math.max(...Object.values(candles).flatMap((rows) => rows.map((row) => Number(row[6]) + 1)));
  const { url } = await answering(({ path }) => {
    const { pathname, searchParams: query } = new URL(path, 'http://exchange/');
    if (pathname === '/time') return { body: { serverTime } };
    if (pathname === '/exchangeInfo') {
      return { body: { timezone: 'UTC', serverTime, rateLimits: [], symbols: Object.keys(candles).map(symbolOf) } };
    }
    const rows = candles[query.get('symbol') ?? ''] ?? [];
    const within = rows.filter(([open]) => Number(open) <= Number(query.get('endTime') ?? Number.POSITIVE_INFINITY));
    return { body: within.slice(-Number(query.get('limit'))) };
  });
  vi.stubEnv('BINANCE_REST', url);
}

/** What the source of a pipeline tells of the exchange now. */
export async function asked(pipeline: Pipeline, scheduled = NOW): Promise<readonly object[]> {
  const [partition] = await firstValueFrom(pipeline.source.partitions(testContext({ scheduled }), []));
  const reader = await partition?.open(undefined);
  const { items = [] } = (await reader?.next(never)) ?? {};
  await reader?.close();
  return items as readonly object[];
}

/** Drives a pipeline over items, and keeps charts as data: nothing is drawn. */
export const golden = <T>(pipeline: Pipeline<T>, items: Iterable<Item>, options?: DriveOptions): Promise<Driven<T>> =>
  drive({ ...pipeline, destinations: pipeline.destinations.map(undrawn) }, items, options);

function undrawn(destination: Destination<never>): Destination<never> {
  if (destination.kind !== 'messages') return destination;
  const { show: _drawn, secrets: _wanted, ...messages } = destination;
  return messages;
}

/** What a pipeline has said in Slack, in order: texts as they are, charts as data. */
export const said = ({ messages }: Driven<unknown>): readonly (string | Chart)[] =>
  Object.values(messages).flatMap((bodies) => bodies.map(heard));

export const charts = (driven: Driven<unknown>): readonly Chart[] =>
  said(driven).filter((one): one is Chart => typeof one !== 'string');

/** What a chart draws, as its spec has it: all values of its data, those of its facets one behind the other. */
export function drawn<V extends object>(chart: Chart | undefined): readonly V[] {
  const found: V[] = [];
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [name, inner] of Object.entries(part)) {
      if (name !== 'values' || !Array.isArray(inner)) look(inner);
      else if (inner.every((value) => typeof value === 'object')) found.push(...inner);
    }
  };
  look(chart?.spec);
  return found;
}

/** What stands under the title of a chart. */
export const under = (chart: Chart | undefined): string => {
  const { title } = (chart?.spec ?? {}) as { readonly title?: { readonly subtitle: readonly string[] } };
  return (title?.subtitle ?? []).join(' ');
};

/** Texts as they are, of charts their titles. */
export const words = (driven: Driven<unknown>): readonly string[] =>
  said(driven).map((one) => (typeof one === 'string' ? one : `[${one.title}]`));

function heard(body: string): string | Chart {
  const message = JSON.parse(body) as { readonly text: string } | { readonly chart: Chart };
  return 'chart' in message ? message.chart : message.text;
}

/** The pipeline as it is, but that nobody is told: what would be is in `heard`. */
export function listening(pipeline: Pipeline): { readonly pipeline: Pipeline; readonly heard: (string | Chart)[] } {
  const all: (string | Chart)[] = [];
  const destinations = pipeline.destinations.map(undrawn).map((destination) => {
    if (destination.kind !== 'messages') return destination;
    return { ...destination, deliver: async ({ body }: Delivery) => void all.push(heard(body)) };
  });
  return { pipeline: { ...pipeline, destinations }, heard: all };
}
