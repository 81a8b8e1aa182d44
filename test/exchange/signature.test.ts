import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { authorize } from '../../src/exchange/simulator/paper/signature.ts';
import { Query, Refusal } from '../../src/exchange/simulator/query.ts';

/** The example of Binance's own documentation. */
const KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const FIRST = 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC';
const SECOND = 'quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559';
const WHOLE = 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71';
const MIXED = '0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77';
const SENT_AT = 1_499_827_319_559;

/** What a request is refused with, if it is. */
function refusalOf(search: string, body = '', { key = KEY, now = SENT_AT, speed = 1 } = {}): number | undefined {
  const query = new Query(new URLSearchParams(search), new URLSearchParams(body));
  try {
    authorize(query, { key, search, body }, { key: KEY, secret: SECRET }, { now, speed });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}
const sign = (text: string): string => `${text}&signature=${createHmac('sha256', SECRET).update(text).digest('hex')}`;

describe('a signed request', () => {
  test.each([
    ['in the query', `${FIRST}&${SECOND}&signature=${WHOLE}`, ''],
    ['in capitals', `${FIRST}&${SECOND}&signature=${WHOLE.toUpperCase()}`, ''],
    ['in the body', '', `${FIRST}&${SECOND}&signature=${WHOLE}`],
    ['in both', FIRST, `${SECOND}&signature=${MIXED}`],
    ['of text that is percent-encoded', sign(`note=${encodeURIComponent('é &=')}&timestamp=${SENT_AT}`), ''],
  ])('is known by its signature, %s', (_where, search, body) => {
    expect(refusalOf(search, body)).toBeUndefined();
  });

  test.each([
    ['another letter', `${FIRST}&${SECOND.replace('0.1', '0.2')}&signature=${WHOLE}`, ''],
    ['another order', `${SECOND}&${FIRST}&signature=${WHOLE}`, ''],
    ['an & between query and body', FIRST, `${SECOND}&signature=${WHOLE}`],
    ['something after the signature', `${FIRST}&${SECOND}&signature=${WHOLE}&x=1`, ''],
    ['text that is not percent-encoded', sign(`note=it's&timestamp=${SENT_AT}`), ''],
    ['a blank as a +', sign(`note=a+b&timestamp=${SENT_AT}`), ''],
    ['such text in the body', '', sign(`note=a:b&timestamp=${SENT_AT}`)],
    ['half a signature', `${FIRST}&${SECOND}&signature=${WHOLE.slice(0, 32)}`, ''],
  ])('is refused with %s', (_what, search, body) => {
    expect(refusalOf(search, body)).toBe(-1022);
  });

  test('is refused without a key, with another, without a signature or a time', () => {
    const search = `${FIRST}&${SECOND}&signature=${WHOLE}`;
    expect(refusalOf(search, '', { key: '' })).toBe(-2014);
    expect(refusalOf(search, '', { key: KEY.toLowerCase() })).toBe(-2015);
    expect(refusalOf(`${FIRST}&${SECOND}`)).toBe(-1102);
    expect(refusalOf(sign(FIRST))).toBe(-1102);
  });

  test('is in time up to its window, and a second ahead; in a faster market so much wider', () => {
    const at = (now: number, speed = 1) => refusalOf(`${FIRST}&${SECOND}&signature=${WHOLE}`, '', { now, speed });
    expect([at(SENT_AT - 999), at(SENT_AT - 1_000)]).toEqual([undefined, -1021]);
    expect([at(SENT_AT + 5_000), at(SENT_AT + 5_001)]).toEqual([undefined, -1021]);
    expect([at(SENT_AT + 300_000, 60), at(SENT_AT + 300_001, 60)]).toEqual([undefined, -1021]);
    expect([at(SENT_AT - 59_999, 60), at(SENT_AT - 60_000, 60)]).toEqual([undefined, -1021]);
    const window = (ms: number) => refusalOf(sign(`recvWindow=${ms}&timestamp=${SENT_AT}`));
    expect([window(60_000), window(60_001)]).toEqual([undefined, -1131]);
  });
});
