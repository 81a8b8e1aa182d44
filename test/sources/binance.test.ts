import { firstValueFrom } from 'rxjs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { never } from '../../src/core/never.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import type { GapEvent, MarketEvent, StreamEvent, TradePayload } from '../../src/market/events.ts';
import { defaultPairs } from '../../src/market/pairs.ts';
import { binance } from '../../src/sources/binance.ts';
import { testContext } from '../support/context.ts';
import { exchangeOf, liveContext, open, read, START, streamed } from '../support/exchange.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const trades = (events: readonly StreamEvent[]) => events.filter((event): event is TradePayload => event.e === 'trade');
const gaps = (events: readonly StreamEvent[]) => events.filter((event): event is GapEvent => event.e === 'gap');

/** Each symbol's trades and gaps, one after the other, leave no id out and tell none twice. */
function expectContiguous(events: readonly StreamEvent[]): void {
  const next = new Map<string, number>();
  for (const event of events) {
    const [from, to] = event.e === 'gap' ? [event.from, event.to] : [event.t, event.t];
    expect([event.s, from]).toEqual([event.s, next.get(event.s) ?? from]);
    next.set(event.s, to + 1);
  }
}

describe('binance', () => {
  test('yields each payload as it was sent, without the frame of its stream', async () => {
    const { wsUrl: url } = await exchangeOf();
    const events = await read(await open({ url }, liveContext()), 2_000);
    const market = createMarket({ seed: 4, start: START });
    let due = market.next();
    while (JSON.stringify(due) !== JSON.stringify(events[0])) due = market.next();
    for (const event of events) {
      if (JSON.stringify(event) !== JSON.stringify(due)) expect(event).toEqual(due);
      due = market.next();
    }
  });

  test('reads only the symbols that it was asked for, whatever their case', async () => {
    const { wsUrl: url } = await exchangeOf();
    const events = await read(await open({ url, symbols: ['ethbtc', 'BNBUSDT', 'ETHBTC'] }, liveContext()), 300);
    expect(new Set(events.map(({ s }) => s))).toEqual(new Set(['ETHBTC', 'BNBUSDT']));
  });

  test('fills in the trades that it missed while it was cut off, each where it belongs, and marks them', async () => {
    const exchange = await exchangeOf();
    const context = liveContext();
    const reader = await open({ url: exchange.wsUrl }, context);
    const events = await read(reader, 1_000);
    for (let cut = 0; cut < 3; cut++) {
      exchange.cut();
      await eventually(() => exchange.clients === 1);
      events.push(...(await read(reader, 2_000)));
    }
    expectContiguous(events);
    expect(gaps(events)).toEqual([]);
    const filled = trades(events).filter(({ filled }) => filled === 'historicalTrades');
    expect(filled.length).toBeGreaterThan(0);
    const made = createMarket({ seed: 4, start: START }).until(exchange.now());
    const byId = new Map(made.map((trade) => [`${trade.s} ${trade.t}`, trade]));
    for (const trade of filled) {
      expect(trade).toEqual({ ...byId.get(`${trade.s} ${trade.t}`), E: trade.T, filled: 'historicalTrades' });
    }
    const warned = context.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warned).toEqual(Array(3).fill('no connection to the exchange; trying until there is'));
    await reader.close();
    const sum = context.lines.at(-1)?.fields;
    expect(sum).toMatchObject({ missing: 0, filled: expect.any(Number) });
  });

  test('goes on after a restart behind the last id of each symbol, wherever the checkpoint fell', async () => {
    const exchange = await exchangeOf();
    const url = exchange.wsUrl;
    const first = await open({ url }, liveContext());
    await read(first, 500);
    const last = await first.next(never);
    const at = Math.floor(last.items.length / 2);
    await first.close();
    const second = await open({ url }, liveContext(), last.positionOf(at));
    const before = last.items.slice(0, at + 1);
    expectContiguous([...streamed(before), ...(await read(second, 3_000))]);
  });

  test('fails rather than drop a trade when nobody reads, and after reopening fills what is lost', async () => {
    const market = new ManualClock();
    const exchange = await exchangeOf({ clock: market });
    const url = exchange.wsUrl;
    const standing = () => testContext({ clock: new ManualClock() });
    const reader = await open({ url, buffer: 300 }, standing());
    await eventually(() => exchange.clients === 1);
    await market.advance(20);
    const { items, position } = await reader.next(never);
    expect(items.length).toBeLessThan(300);
    await market.advance(200);
    await eventually(() => exchange.clients === 0);
    await expect(reader.next(never)).rejects.toThrow(WorldError);
    await expect(reader.next(never)).rejects.toThrow('300 trades wait');
    const lasts: Readonly<Record<string, number>> = JSON.parse(position);
    const missed = Object.entries(lasts).map(([symbol, last]) => (exchange.ids().get(symbol)?.next ?? 0) - 1 - last);
    const total = missed.reduce((sum, n) => sum + n);
    expect(total).toBeGreaterThan(300);
    const events = await read(await open({ url }, standing(), position), total);
    expectContiguous([...streamed(items), ...events]);
    expect(trades(events).filter(({ filled }) => filled)).toHaveLength(total);
  });

  test('tells what assets cost that its own trades do not price, and asks for no others', async () => {
    const exchange = await exchangeOf();
    const reader = await open({ url: exchange.wsUrl, symbols: ['ETHBTC', 'BNBUSDT', 'LTCBNB'] }, liveContext());
    let tick: MarketEvent | undefined;
    while (!tick) tick = (await reader.next(never)).items.find(({ e }) => e === 'tick');
    const prices = { BTC: expect.stringMatching(/^6\d{4}(\.\d+)?$/) };
    expect(tick).toEqual({ e: 'tick', E: expect.any(Number), prices });
  });

  test('gives up waiting when it is told to stop, or closed', async () => {
    const { wsUrl: url } = await exchangeOf({ clock: new ManualClock() });
    const stop = new AbortController();
    const reader = await open({ url, symbols: ['NEOBNB'] }, liveContext());
    const waiting = reader.next(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('abort');
    const again = reader.next(never);
    await Promise.all([expect(again).rejects.toThrow('closed'), reader.close()]);
  });

  test.each(['nonsense', 'https://stream.binance.com', '', 'ws://127.0.0.1:1/#x'])(
    'refuses "%s" as a URL',
    async (url) => {
      const partitions = firstValueFrom(binance({ url }).partitions(liveContext(), []));
      await expect(partitions).rejects.toMatchObject({
        code: 'CONFIG',
        message: expect.stringContaining('BINANCE_WS'),
      });
    },
  );

  test('takes variables that are set to nothing for left out', async () => {
    vi.stubEnv('BINANCE_WS', '');
    vi.stubEnv('BINANCE_REST', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await firstValueFrom(binance().partitions(liveContext(), []))).toHaveLength(1);
    const { wsUrl: url } = await exchangeOf();
    expect(await read(await open({ url }, liveContext()), 10)).not.toEqual([]);
  });

  test('refuses times in microseconds, which nothing else here has', async () => {
    const partitions = firstValueFrom(
      binance({ url: 'ws://127.0.0.1:1?timeUnit=MICROSECOND' }).partitions(liveContext(), []),
    );
    await expect(partitions).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringContaining('timeUnit') });
  });

  test.each([{ stall: 0 }, { stall: Number.NaN }, { buffer: 0 }, { buffer: 1.5 }])('refuses %o', (options) => {
    expect(() => binance(options)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });

  test('says that it leaves trades out when their ids do not rise, and what to do', async () => {
    const { wsUrl: url } = await exchangeOf();
    const context = liveContext();
    const ahead = JSON.stringify(Object.fromEntries(defaultPairs.map(({ symbol }) => [symbol, 2 ** 50])));
    const reader = await open({ url }, context, ahead);
    const reading = reader.next(never);
    await eventually(() => context.lines.some(({ message }) => /^trades are left out.*`millrace reset`/.test(message)));
    await Promise.all([expect(reading).rejects.toThrow('closed'), reader.close()]);
    expect(context.lines.at(-1)?.fields).toMatchObject({ duplicates: expect.any(Number), missing: 0 });
  });

  test('refuses more symbols than there may be, none, and a checkpoint of another source', async () => {
    const many = Array.from({ length: 8_193 }, (_, i) => `A${i}USDT`);
    for (const symbols of [[], many]) {
      await expect(open({ symbols }, liveContext())).rejects.toMatchObject({ code: 'CONFIG' });
    }
    for (const from of ['12345', '0:17', '{"BTCUSDT":"1"}']) {
      await expect(open({}, liveContext(), from)).rejects.toMatchObject({ code: 'CHANGED' });
    }
  });
});
