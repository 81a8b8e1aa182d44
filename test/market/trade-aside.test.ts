import { describe, expect, test } from 'vitest';
import { trade } from '../../src/market/trade.ts';
import { recordOf } from '../support/batches.ts';

const decode = (line: string | object) => trade.decode(recordOf(line));
const unparsable = (detail: string) => ({ aside: 'unparsable', detail });

const SENT = 1_723_161_255_343;
const payload = { e: 'trade', E: SENT, s: 'BTCUSDT', t: 7, p: '61837.63', q: '0.5', T: SENT, m: true };
const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

const AMOUNT = 'wanted a decimal string such as "0.05", not negative';
const ID = 'wanted an integer from 0 to 2^53 - 1';
const SYMBOL = 'wanted a symbol of 1 to 64 letters and digits, in upper case';

describe('a trade is set aside, with what was got and what was wanted,', () => {
  test.each([
    ['whose price is a number', { p: 61837.63 }, `p is 61837.63, ${AMOUNT}`],
    ['whose quantity is a number', { q: 5e-7 }, `q is 5e-7, ${AMOUNT}`],
    ['whose price has an exponent', { p: '6.183763e4' }, `p is "6.183763e4", ${AMOUNT}`],
    ['whose price is negative', { p: '-0.5' }, `p is "-0.5", ${AMOUNT}`],
    ['whose price is empty', { p: '' }, `p is "", ${AMOUNT}`],
    ['whose price has a comma', { p: '61,837.63' }, `p is "61,837.63", ${AMOUNT}`],
    ['whose price is null', { p: null }, `p is null, ${AMOUNT}`],
    ['whose price is missing', { p: undefined }, `p is missing, ${AMOUNT}`],
    ['whose id is beyond 2^53', { t: 2 ** 53 }, `t is 9007199254740992, ${ID}`],
    ['whose id is negative', { t: -1 }, `t is -1, ${ID}`],
    ['whose id has places', { t: 7.5 }, `t is 7.5, ${ID}`],
    ['whose id is text', { t: '7' }, `t is "7", ${ID}`],
    ['whose id is missing', { t: undefined }, `t is missing, ${ID}`],
    ['whose time is text', { T: '2024-08-08T12:00:00Z' }, `T is "2024-08-08T12:00:00Z", ${ID}`],
    ['whose time is missing', { T: undefined }, `T is missing, ${ID}`],
    ['whose sending has no time', { E: null }, `E is null, ${ID}`],
    ['whose symbol is in lower case', { s: 'btcusdt' }, `s is "btcusdt", ${SYMBOL}`],
    ['whose symbol is partly in lower case', { s: 'BTCuSDT' }, `s is "BTCuSDT", ${SYMBOL}`],
    ['whose symbol is empty', { s: '' }, `s is "", ${SYMBOL}`],
    ['whose symbol is a number', { s: 5 }, `s is 5, ${SYMBOL}`],
    ['whose symbol would move a terminal', { s: 'BTC\u001b[2J' }, `s is "BTC\\u001b[2J", ${SYMBOL}`],
    ['that does not say who stood in the book', { m: undefined }, 'm is missing, wanted true or false'],
    ['that says it as text', { m: 'true' }, 'm is "true", wanted true or false'],
    ['that says it as a number', { m: 1 }, 'm is 1, wanted true or false'],
    ['with the order of its buyer alone', { b: 1 }, `a is missing, ${ID}`],
    ['with the order of its seller alone', { a: 1 }, `b is missing, ${ID}`],
    ['with an order that is null', { a: 1, b: null }, `b is null, ${ID}`],
  ])('%s', (_what, change, detail) => {
    expect(decode({ ...payload, ...change })).toStrictEqual(unparsable(detail));
    expect(decode({ stream: 'btcusdt@trade', data: { ...payload, ...change } })).toStrictEqual(unparsable(detail));
  });

  test.each([{ p: '0.000000001' }, { q: '1234567890.123456' }, { q: '1000000000000000' }, { p: '0.1234567890' }])(
    'whose amount has more digits than a number keeps: %j',
    (change) => {
      const [[field, text] = []] = Object.entries(change);
      expect(decode({ ...payload, ...change })).toStrictEqual({
        aside: 'imprecise',
        detail: `${field} is "${text}", wanted at most 8 places and 15 digits`,
      });
    },
  );

  test('that was made more than a minute after it was sent', () => {
    const [E, T] = [SENT, SENT + 60_001];
    expect(decode({ ...payload, T })).toStrictEqual(unparsable(`T is ${T}, more than a minute after E, ${E}`));
    const micros = { E: E * 1_000, T: T * 1_000 };
    expect(decode({ ...payload, ...micros })).toStrictEqual(
      unparsable(`T is ${micros.T}, more than a minute after E, ${micros.E}`),
    );
  });
});

describe('a record is set aside, with what was got and what was wanted,', () => {
  test.each([
    ['[]', 'got an array, wanted a JSON object'],
    [`[${JSON.stringify(payload)}]`, 'got an array, wanted a JSON object'],
    ['5', 'got 5, wanted a JSON object'],
    ['"trade"', 'got "trade", wanted a JSON object'],
    ['null', 'got null, wanted a JSON object'],
    ['{}', 'e is missing, wanted "trade", "tick", "gap" or "end"'],
    ['{"__proto__":{"e":"trade"}}', 'e is missing, wanted "trade", "tick", "gap" or "end"'],
    ['{"e":"kline"}', 'e is "kline", wanted "trade", "tick", "gap" or "end"'],
    ['{"e":["trade"]}', 'e is an array, wanted "trade", "tick", "gap" or "end"'],
    ['{"stream":"btcusdt@trade"}', 'data is missing, wanted a JSON object'],
    ['{"stream":"btcusdt@trade","data":[]}', 'data is an array, wanted a JSON object'],
    ['{"stream":"btcusdt@trade","data":null}', 'data is null, wanted a JSON object'],
    ['{"stream":"a","data":{"stream":"b","data":{}}}', 'e is missing, wanted "trade", "tick", "gap" or "end"'],
    ['{"e":"gap","s":"BTCUSDT"}', `E is missing, ${ID}`],
    ['{"e":"end","E":-1}', `E is -1, ${ID}`],
  ])('%s', (line, detail) => {
    expect(decode(line)).toStrictEqual(unparsable(detail));
  });

  test.each([
    ['{"e":"trade",', /JSON/],
    [JSON.stringify(payload).slice(0, -9), /JSON/],
    [`${JSON.stringify(payload)}${JSON.stringify(payload)}`, /JSON/],
    ['BTCUSDT 61837.63', /"BTCUSDT 61837\.63" is not valid JSON/],
    ['{"e":"trade"}\0', /JSON/],
    ["{'e':'trade'}", /JSON/],
    ['{"e":NaN}', /JSON/],
  ])('%j, which is no JSON', (line, detail) => {
    expect(decode(line)).toStrictEqual({ aside: 'unparsable', detail: expect.stringMatching(detail) });
  });

  test('in bytes that are no UTF-8', () => {
    const bytes = Buffer.from(JSON.stringify({ ...payload, x: 'é' }), 'latin1');
    expect(trade.decode({ data: bytes })).toStrictEqual({
      aside: 'unparsable',
      detail: expect.stringMatching(/not valid.*utf-8/),
    });
  });

  test.each([
    [nested, /^got an array, wanted a JSON object$/],
    [`{"stream":"x","data":${nested}}`, /^data is an array, wanted a JSON object$/],
    [`{"e":{"e":${nested}}}`, /^e is an object, wanted "trade"/],
    [JSON.stringify({ ...payload, p: 0 }).replace('"p":0', `"p":${nested}`), /^p is an array, wanted a decimal/],
    [JSON.stringify({ ...payload, p: '1'.repeat(200_000) }), /^p is "111.*, wanted at most 8 places/],
    [JSON.stringify({ ...payload, s: 'x'.repeat(200_000) }), /^s is "xxx.*, wanted a symbol/],
    [JSON.stringify({ ...payload, e: 'x'.repeat(200_000) }), /^e is "xxx.*, wanted "trade"/],
    ['x'.repeat(200_000), /not valid JSON$/],
  ])('and in few words, however long or deep it is', (line, detail) => {
    const aside = decode(line);
    expect(aside).toMatchObject({ detail: expect.stringMatching(detail) });
    expect('detail' in aside && aside.detail.length).toBeLessThan(200);
  });
});
