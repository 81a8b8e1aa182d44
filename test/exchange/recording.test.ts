import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { openRecording } from '../../src/exchange/simulator/recording.ts';
import { simulator } from '../../src/exchange/simulator/simulator.ts';
import { folderPerFile } from '../support/folder.ts';
import { listen } from '../support/listen.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';
import { isRecorded, recordedPath } from '../support/recorded.ts';

const START = Date.UTC(2024, 7, 8, 12);
const OPTIONS = { seed: 3, start: START };
const trades = createMarket(OPTIONS).until(START + 60_000);
const MEME = '币安人生';

const folder = folderPerFile();
async function recorded(...lines: readonly string[]): Promise<string> {
  const path = join(folder, 'trades.ndjson');
  await writeFile(path, lines.join('\n'));
  return path;
}

describe('a recording', () => {
  test('is played by its own time, its trades as they are, from the first subscription on', async () => {
    // As the exchange wrote them until 2024, with a symbol that is not ASCII.
    const old = (t: number, E: number) =>
      `{"e":"trade","E":${E},"s":"${MEME}USDT","t":${t},"p":"0.5","q":"3","b":${t + 7},"a":8,"T":${E},"m":true,"M":true}`;
    const lines = [old(5, START), '', `{"stream":"x","data":${old(6, START + 1_000)}}\r`, old(9, START + 61_000)];
    const clock = new ManualClock(77);
    const exchange = await simulator({ ...OPTIONS, start: 0, speed: 60, clock, recording: await recorded(...lines) });
    await clock.advance(5_000);
    expect(exchange.now()).toBe(START);
    const { messages, socket } = await listen(exchange, '/ws');
    await clock.advance(5_000);
    expect(exchange.now()).toBe(START);
    socket.send(`{"method":"SUBSCRIBE","params":["${MEME.toLowerCase()}usdt@trade"],"id":1}`);
    await eventually(() => messages.length >= 1);
    await clock.advance(1_000);
    await eventually(() => messages.length === 3);
    await clock.advance(20);
    await eventually(() => messages.length === 4);
    expect(messages.slice(1)).toEqual([old(5, START), old(6, START + 1_000), old(9, START + 61_000)]);
    expect(exchange.now()).toBe(START + 61_200);

    const get = async (path: string) => (await fetch(`${exchange.restUrl}/api/v3/${path}`)).json();
    const symbol = encodeURIComponent(`${MEME}USDT`);
    expect(await get(`historicalTrades?symbol=${symbol}&fromId=6`)).toMatchObject([
      { id: 6, quoteQty: '1.50000000' },
      { id: 9 },
    ]);
    expect(await get('exchangeInfo')).toMatchObject({ symbols: [{ baseAsset: MEME, quoteAsset: 'USDT' }] });
    await exchange.close();
  });

  test('gives what is due, at most as many as are wanted, and then nothing', async () => {
    const feed = openRecording(await recorded(...trades.map((trade) => JSON.stringify(trade))));
    expect(feed.start).toBe(trades[0]?.E);
    const made = createMarket(OPTIONS).listings;
    for (const listing of feed.listings) {
      const like = made.find(({ pair }) => pair.symbol === listing.pair.symbol);
      expect(listing.pair).toMatchObject({ base: like?.pair.base, quote: like?.pair.quote });
      expect(listing.tickDigits).toBeLessThanOrEqual(like?.tickDigits ?? 0);
      expect(listing.firstId).toBe(like?.firstId);
    }
    expect(feed.until(START + 30_000, 10)).toEqual(trades.slice(0, 10));
    const due = trades.filter(({ E }) => E <= START + 30_000);
    expect(feed.until(START + 30_000)).toEqual(due.slice(10));
    expect(feed.until(Number.POSITIVE_INFINITY)).toEqual(trades.slice(due.length));
    expect(feed.until(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test('may be the log of a producer: what is no trade is passed over and counted, and trades that come late', async () => {
    const [first, second, third] = trades.filter(({ s }) => s === 'ETHUSDT');
    const { E, s, t = 0 } = second ?? {};
    const log = [
      { e: 'gap', E, s, from: t, to: t },
      first,
      { e: 'tick', E, prices: { USDT: '1' } },
      { ...third, filled: 'historicalTrades' },
      { ...second, filled: 'aggTrades' },
      third,
      { e: 'end', E },
    ];
    const feed = openRecording(await recorded(...log.map((event) => JSON.stringify(event))));
    expect(feed.passedOver).toBe(5);
    expect(JSON.stringify(feed.until(Number.POSITIVE_INFINITY))).toBe(JSON.stringify([first, third]));
  });

  test('says where it is none', async () => {
    const trade = JSON.stringify(trades[0]);
    const odd = ['{}', 'x', 'null', '[]', trade.replace('"trade"', '"kline"'), trade.replace('"p":"', '"p":"-')];
    for (const line of odd) {
      const path = await recorded(trade, line);
      expect(() => openRecording(path), line).toThrow(`${path}:2: got ${line.slice(0, 100)}, wanted a trade`);
    }
    const empty = await recorded('');
    expect(() => openRecording(empty)).toThrow('has no trade');
    expect(() => openRecording('/no/such/file')).toThrow('The recording cannot be read: ENOENT');
  });

  const NAME = 'trades-2024-08-08.ndjson';
  test.skipIf(!isRecorded(NAME))('of Binance is streamed byte for byte', async () => {
    const clock = new ManualClock();
    const exchange = await simulator({ ...OPTIONS, speed: 1_000, clock, recording: recordedPath(NAME) });
    const { messages } = await listen(exchange, '/stream?streams=btcusdt@trade/ethusdt@trade');
    const lines = readFileSync(recordedPath(NAME), 'utf8').trim().split('\n');
    for (let i = 0; i < 400; i++) await clock.advance(1);
    await eventually(() => messages.length === lines.length);
    expect(messages).toEqual(lines);
    await exchange.close();
  });
});
