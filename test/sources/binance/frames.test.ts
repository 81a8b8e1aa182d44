import { describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { hours } from '../../../src/core/time.ts';
import { racingClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { closing, liveContext, open, read } from '../../support/exchange.ts';

describe('binance, on an exchange that misbehaves', () => {
  const trade = (t: number, more: object = {}) => ({ e: 'trade', E: 9, s: 'X', t, p: '1.0', q: '2.0', T: 8, ...more });

  /** Sends to each connection what `script` says; resolves with the URL. */
  async function scripted(script: (socket: WebSocket, connection: number) => void): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    let connections = 0;
    server.on('connection', (socket) => script(socket, ++connections));
    await new Promise((resolve) => server.on('listening', resolve));
    closing.push({ close: () => new Promise((resolve) => server.close(resolve)) });
    const address = server.address();
    return `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }
  const frame = (data: unknown) => JSON.stringify({ stream: 'x@trade', data });

  test('keeps every field and the order of the keys', async () => {
    const odd = '{"zzz":[1],"T":8,"e":"trade","b":1,"E":9,"s":"Ä","t":1,"p":"0.10","q":"2"}';
    const url = await scripted((socket) => socket.send(`{"stream":"ä@trade","data":${odd}}`));
    const [event] = await read(await open({ url }, liveContext()), 1);
    expect(JSON.stringify(event)).toBe(odd);
  });

  test('counts and tells what is no trade, and goes on', async () => {
    const strange = [
      'no json',
      '[]',
      '7',
      'null',
      '{"result":null,"id":1}',
      '{"stream":"x","data":null}',
      frame({ e: 'kline' }),
    ];
    const url = await scripted((socket) => {
      for (const text of [...strange, frame(trade(1)), frame(trade(2, { t: '3' })), frame(trade(2))]) socket.send(text);
    });
    const context = liveContext();
    const reader = await open({ url }, context);
    expect(await read(reader, 2)).toEqual([trade(1), trade(2)]);
    expect(context.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toEqual(
      strange.slice(0, 3).map((message, i) => ({ odd: i + 1, message })),
    );
    await reader.close();
    expect(context.lines.at(-1)?.fields).toMatchObject({ trades: 2, odd: strange.length + 1 });
  });

  test('moves to a new connection when the old one will shut down, and drops what comes twice', async () => {
    const url = await scripted((socket, connection) => {
      if (connection === 1) {
        for (const t of [1, 2, 3]) socket.send(frame(trade(t)));
        socket.send('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":9}}');
      } else for (const t of [2, 3, 4, 6]) socket.send(frame(trade(t)));
    });
    const context = testContext({ clock: racingClock(100) }); // nobody fills the gap: 30 s are waited for that
    const reader = await open({ url, stall: hours(1) }, context);
    const events = await read(reader, 6);
    expect(events.map((event) => (event.e === 'gap' ? [event.from, event.to] : event.t))).toEqual([
      1,
      2,
      3,
      4,
      [5, 5],
      6,
    ]);
    await reader.close();
    expect(context.lines.at(-1)?.fields).toMatchObject({ duplicates: 2, missing: 1 });
  });
});
