import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { Budget } from '../../../src/sources/binance/budget.ts';
import { Line } from '../../../src/sources/binance/line.ts';
import { testContext } from '../../support/context.ts';
import { closing, exchangeOf, liveContext, open } from '../../support/exchange.ts';
import { eventually, ManualClock } from '../../support/manual-clock.ts';

const STALL = 30_000;

describe('the connection of binance', () => {
  test('answers pings, so that the exchange keeps it', async () => {
    const clock = new ManualClock();
    const exchange = await exchangeOf({ clock, speed: 1 });
    const context = liveContext();
    await open({ url: exchange.wsUrl }, context);
    await eventually(() => exchange.clients === 1);
    await clock.advance(120_000);
    expect(exchange.clients).toBe(1);
    expect(context.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('connects anew when nothing has come for a while', async () => {
    const exchange = await exchangeOf({ clock: new ManualClock() });
    const clock = new ManualClock();
    const context = testContext({ clock });
    await open({ url: exchange.wsUrl, symbols: ['NEOBNB'] }, context);
    await eventually(() => context.lines.length === 1);
    await clock.advance(29_999);
    expect(context.lines).toHaveLength(1);
    await clock.advance(1);
    await eventually(() => context.lines.length === 2);
    expect(context.lines[1]).toMatchObject({ level: 'warn', fields: { reason: 'no message for 30000 ms' } });
    await clock.advance(1_000);
    await eventually(() => context.lines.length === 3);
    expect(context.lines[2]?.message).toBe('connected to the exchange again');
  });

  test('keeps a connection on which something comes now and then', async () => {
    const market = new ManualClock();
    const exchange = await exchangeOf({ clock: market, speed: 1 });
    const clock = new ManualClock();
    const context = testContext({ clock });
    const reader = await open({ url: exchange.wsUrl }, context);
    await eventually(() => exchange.clients === 1);
    for (let round = 0; round < 5; round++) {
      const coming = reader.next(never);
      await market.advance(3_000);
      await coming;
      await clock.advance(22_000);
    }
    expect(context.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('tries for ever, at waits that grow to ten seconds, and says so once', async () => {
    const clock = new ManualClock();
    const context = testContext({ clock });
    const refusing = createServer().on('upgrade', (_request, socket) => {
      socket.on('error', () => {}).end('HTTP/1.1 503 Not Now\r\n\r\n');
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    closing.push(refusing);
    const { port } = refusing.address() as AddressInfo;
    const waits: number[] = [];
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (span, until) => {
      if (span !== STALL / 4) waits.push(span); // what is not the watchdog's
      return sleep(span, until);
    };
    const stop = new AbortController();
    const kept = new Line({
      base: `ws://127.0.0.1:${port}`,
      symbols: ['X'],
      stall: STALL,
      clock,
      logger: context.logger,
      budget: new Budget(clock),
      onTrade: () => {},
      onOdd: () => {},
      onOutage: () => {},
      stats: () => ({}),
    }).keep(stop.signal);
    for (let attempt = 1; attempt <= 12; attempt++) {
      await eventually(() => waits.length === attempt);
      await clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits[0]).toBeGreaterThanOrEqual(100);
    expect(waits[0]).toBeLessThanOrEqual(200);
    expect(Math.min(...waits.slice(-3))).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
    expect(context.lines).toHaveLength(1);
    expect(context.lines[0]).toMatchObject({
      level: 'warn',
      fields: { reason: expect.stringContaining('503') },
    });
    stop.abort();
    await kept;
  });
});
