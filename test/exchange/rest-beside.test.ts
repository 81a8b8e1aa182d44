import { expect, test } from 'vitest';
import { restBeside } from '../../src/exchange/rest-beside.ts';

test.each([
  ['wss://stream.binance.com:9443', 'https://api.binance.com'],
  ['wss://stream.binance.com', 'https://api.binance.com'],
  ['wss://data-stream.binance.vision', 'https://api.binance.com'],
  ['wss://stream.testnet.binance.vision:9443', 'https://testnet.binance.vision'],
  ['wss://demo-stream.binance.com', 'https://demo-api.binance.com'],
  ['ws://127.0.0.1:9001', 'http://127.0.0.1:9001'],
  ['wss://simulator.example:1', 'https://simulator.example:1'],
])('what %s missed is asked of %s', (streams, rest) => {
  expect(restBeside(streams)).toBe(rest);
});

test.each(['wss://fstream.binance.com', 'wss://stream.binance.us:9443', 'wss://testnet.binance.vision', 'nowhere'])(
  'for %s somebody has to say where',
  (streams) => {
    const refusal = { code: 'CONFIG', message: expect.stringMatching(`"${streams}".*Set BINANCE_REST`) };
    expect(() => restBeside(streams)).toThrow(expect.objectContaining(refusal));
  },
);
