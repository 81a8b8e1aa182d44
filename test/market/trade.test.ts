import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trade } from '../../src/market/trade.ts';
import { recordOf } from '../support/batches.ts';

const decode = (line: string | object) => trade.decode(recordOf(line));

const SENT = 1_723_161_255_343;
const MADE = SENT - 1;
const payload = {
  e: 'trade',
  E: SENT,
  s: 'BTCUSDT',
  t: 3_710_984_123,
  p: '61837.63000000',
  q: '0.00016000',
  T: MADE,
  m: true,
  M: true,
};
const made = {
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  id: 3_710_984_123,
  price: 61_837.63,
  quantity: 0.00016,
  time: MADE,
  buyerIsMaker: true,
};
const text = JSON.stringify(payload);
const framed = { stream: 'btcusdt@trade', data: payload };
const { E: _sent, M: _ignored, ...least } = payload;

describe('a trade is read', () => {
  test.each([
    ['as Binance sends it', text],
    ["in a combined stream's frame", JSON.stringify(framed)],
    ['in a frame that begins with its data', JSON.stringify({ data: payload, stream: framed.stream })],
    ['with times in µs, cut to ms', JSON.stringify({ ...payload, E: SENT * 1_000 + 999, T: MADE * 1_000 + 999 })],
    ['with only one of its times in µs', JSON.stringify({ ...payload, T: MADE * 1_000 + 1 })],
    ['without the fields that nobody needs', JSON.stringify(least)],
    ['with a unicode escape', text.replace('"BTCUSDT"', String.raw`"\u0042TC\u0055SDT"`)],
    ['with a CRLF behind it', `${text}\r\n`],
    ['with a CR behind it, as a log of CRLF lines gives it', `${text}\r`],
    ['with white space around it and in it', `\t ${text.replaceAll(/[:,]/g, ' $& ')} \n`],
    ['with a byte order mark', `\ufeff${text}`],
    ['with a field called stream', JSON.stringify({ stream: 'btcusdt@trade', ...payload })],
    ['with fields called stream and data', JSON.stringify({ stream: 'x', data: { e: 'tick' }, ...payload })],
    ['with a field that is nested deeply', text.replace('}', `,"x":${'['.repeat(9_999)}${']'.repeat(9_999)}}`)],
    ['with amounts without a point', JSON.stringify({ ...payload, p: '061837.63', q: '0.00016' })],
  ])('%s', (_form, line) => {
    expect(decode(line)).toStrictEqual(made);
  });

  test('with the ids of its orders, as it was sent until 2024-06-18', () => {
    // Spaces and the order of its keys as the streamer of the course wrote them.
    const line =
      '{"a": 8, "b": 7, "E": 1723161255343, "M": true, "m": true, "q": "0.00016000", "p": "61837.63000000", ' +
      '"s": "BTCUSDT", "t": 3710984123, "e": "trade", "T": 1723161255342}\r\n';
    expect(decode(line)).toStrictEqual({ ...made, buyerOrder: 7, sellerOrder: 8 });
  });

  test('up to a minute ahead of its sending, and no later', () => {
    expect(decode({ ...payload, T: SENT + 60_000 })).toMatchObject({ time: SENT + 60_000 });
    expect(decode({ ...payload, T: SENT + 60_001 })).toMatchObject({ aside: 'unparsable' });
    expect(decode({ ...payload, E: SENT * 1_000, T: (SENT + 60_001) * 1_000 })).toMatchObject({ aside: 'unparsable' });
    const old = SENT - 86_400_000;
    expect(decode({ ...payload, T: old }), 'what is late is not for the decoder to judge').toMatchObject({ time: old });
  });

  test('of a symbol in any script, and on a quote that nobody knows', () => {
    expect(decode({ ...payload, s: '币安人生USDT' })).toMatchObject({ base: '币安人生', quote: 'USDT' });
    expect(decode({ ...payload, s: 'BTCXYZ' })).toMatchObject({ symbol: 'BTCXYZ', base: 'BTCXYZ', quote: '' });
  });

  test('with the last of a field that stands twice, and with keys that could harm a prototype', () => {
    const line = text.replace('"p":', '"__proto__":{"p":"1","hit":true},"constructor":{"prototype":{"hit":true}},"p":');
    expect(decode(line)).toStrictEqual(made);
    expect({}).not.toHaveProperty('hit');
    expect(decode(text.replace('"p":', '"p":"1","p":'))).toStrictEqual(made);
  });

  test('the same in any order of its keys, with any white space and any unknown fields', () => {
    const known = Object.entries(payload).map(([key, value]) => [key, JSON.stringify(value)] as const);
    const unknown = fc
      .tuple(
        fc.string().filter((key) => !'esETtpqmMab'.includes(key)),
        fc.json(),
      )
      .map(([key, json]) => [JSON.stringify(key).slice(1, -1), json] as const);
    const fields = fc
      .array(unknown, { maxLength: 4 })
      .chain((more) => fc.shuffledSubarray([...known, ...more], { minLength: known.length + more.length }));
    const gap = fc.constantFrom('', ' ', '\t', '\r', ' \r\t ');
    fc.assert(
      fc.property(fields, gap, gap, fc.boolean(), (entries, before, after, inFrame) => {
        const pairs = entries.map(([key, json]) => `${before}"${key}"${after}:${before}${json}${after}`);
        const line = `${before}{${pairs.join(',')}}${after}`;
        expect(decode(inFrame ? `{"stream":"s",${before}"data":${line}}` : line)).toStrictEqual(made);
      }),
    );
  });

  test('with the time that windows go by', () => {
    expect(trade.timeOf({ ...made })).toBe(MADE);
  });
});

describe('what is no trade is told apart', () => {
  test.each(['', ' ', '\r', '\r\n', '\t \n', '\ufeff', '\ufeff\r\n'])('%j is blank', (line) => {
    expect(decode(line)).toStrictEqual({ aside: 'blank' });
  });

  test('a gap and the end of a market are notices of their time', () => {
    const gap = { e: 'gap', E: SENT, s: 'BTCUSDT', from: 1, to: 2 };
    const odd = [
      { ...gap, again: true },
      { ...gap, s: 7 },
      { ...gap, from: 3 },
      { e: 'gap', E: SENT },
    ];
    for (const notice of [{ e: 'end', E: SENT }, { e: 'end', E: SENT * 1_000 }, ...odd]) {
      expect(decode(notice)).toStrictEqual({ aside: 'notice', time: SENT });
    }
    const told = { aside: 'notice', time: SENT, gap: { key: 'BTCUSDT', from: 1, to: 2 } };
    for (const notice of [gap, { stream: 'x', data: gap }]) expect(decode(notice)).toStrictEqual(told);
  });

  test('a tick is its time and its prices', () => {
    const tick = { time: SENT, prices: { BTC: 61_837.63 } };
    expect(decode({ e: 'tick', E: SENT, prices: { BTC: '61837.63' } })).toStrictEqual({ aside: 'tick', tick });
  });
});
