import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { listen } from '../support/listen.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);

let clock: ManualClock;
let exchange: Simulator;
beforeEach(async () => {
  clock = new ManualClock(1_000);
  exchange = await simulator({ seed: 3, start: START, clock });
});
afterEach(() => exchange.close());

describe('the connections of the simulated exchange', () => {
  test('are pinged every 20 s, and end for a client that leaves a minute of pings unanswered', async () => {
    const good = await listen(exchange, '/ws/ethbtc@trade');
    const mute = await listen(exchange, '/ws/ethbtc@trade', { autoPong: false });
    for (let ping = 1; ping <= 5; ping++) {
      const pong = new Promise((resolve) => good.socket.once('ping', resolve));
      await clock.advance(20_000);
      await pong;
    }
    expect(good.pings).toEqual(['21000', '41000', '61000', '81000', '101000']);
    await eventually(() => mute.socket.readyState === WebSocket.CLOSED);
    expect(mute.pings).toEqual(['21000', '41000']);
    expect(good.socket.readyState).toBe(WebSocket.OPEN);
    expect(exchange.clients).toBe(1);
  });

  test('end for a client that does not read, before what waits for it grows without bound', async () => {
    const fast = await simulator({ seed: 3, start: START, speed: 200_000, clock });
    const slow = await listen(fast, '/ws/ethusdt@trade/btcusdt@trade/bnbusdt@trade');
    slow.socket.pause();
    for (let i = 0; i < 100 && fast.clients > 0; i++) await clock.advance(20);
    expect(fast.clients).toBe(0);
    await fast.close();
    slow.socket.terminate();
  });

  test('end for a client that sends more than 5 messages in a second', async () => {
    const { socket, messages } = await listen(exchange, '/ws/silent@trade');
    const flood = async (n: number) => {
      const answers = messages.length + n;
      for (let i = 0; i < n; i++) socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
      await eventually(() => messages.length === answers || socket.readyState === WebSocket.CLOSED);
    };
    for (let second = 0; second < 3; second++) {
      await flood(5);
      await clock.advance(1_000);
    }
    expect({ answered: messages.length, clients: exchange.clients }).toEqual({ answered: 15, clients: 1 });
    await flood(5);
    await clock.advance(999);
    await flood(1);
    expect({ answered: messages.length, clients: exchange.clients }).toEqual({ answered: 20, clients: 0 });
  });

  test('end for a client that sends a message larger than any request is, and for no other', async () => {
    const other = await listen(exchange, '/ws/ethbtc@trade');
    const { socket } = await listen(exchange, '/ws/ethbtc@trade');
    socket.send('x'.repeat(70_000));
    await eventually(() => socket.readyState === WebSocket.CLOSED);
    await eventually(() => exchange.clients === 1);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('are refused where none is named, or what cannot be', async () => {
    for (const path of ['/stream?streams=', '/ws/', '/ws/%E0%A4', '/other', '/ws?timeUnit=HOUR']) {
      await expect(listen(exchange, path)).rejects.toThrow('400');
    }
  });

  test('are closed to a client that is refused, and keeps its side open', async () => {
    const { port, hostname } = new URL(exchange.wsUrl);
    const client = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const key = Buffer.alloc(16).toString('base64');
    const upgrade = `connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}`;
    client.write(`GET /other HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n\r\n`);
    const [answer] = await once(client, 'data');
    expect(String(answer)).toContain('400');
    await exchange.close();
    client.destroy();
  });
});
