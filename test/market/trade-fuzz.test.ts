/** Whatever becomes of a valid line on its way, it is read as what it was or set aside; it never throws, or lies. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Aside } from '../../src/core/decoder.ts';
import { type Trade, trade } from '../../src/market/trade.ts';

const amount = fc
  .tuple(fc.nat(999_999), fc.nat(99_999_999))
  .map(([whole, places]) => `${whole}.${String(places).padStart(8, '0')}`);
const payload = fc.record(
  {
    e: fc.constant('trade'),
    E: fc.integer({ min: 1.6e12, max: 1.8e12 }),
    s: fc.constantFrom('BTCUSDT', 'ETHBTC', 'BTCXYZ', '币安人生USDT'),
    t: fc.nat(),
    p: amount,
    q: amount,
    T: fc.integer({ min: 1.5e12, max: 1.6e12 }),
    m: fc.boolean(),
    M: fc.boolean(),
  },
  { noNullPrototype: true },
);
const orders = fc.oneof(fc.constant({}), fc.record({ a: fc.nat(), b: fc.nat() }, { noNullPrototype: true }));
const valid = fc.tuple(payload, orders, fc.boolean()).map(([trade, orders, framed]) => {
  const fields = { ...trade, ...orders };
  return { fields, line: JSON.stringify(framed ? { stream: 'x', data: fields } : fields) };
});

const decode = (line: string | Uint8Array) => trade.decode({ data: Buffer.from(line) });

/** Nothing but a whole trade or a verdict with its reason. */
function expectSound(decoded: Trade | Aside): void {
  if (!('aside' in decoded)) {
    expect(decoded).toMatchObject({ symbol: expect.stringMatching(/./), id: expect.any(Number) });
    for (const n of [decoded.id, decoded.price, decoded.quantity, decoded.time]) expect(n).toBeGreaterThanOrEqual(0);
  } else if (decoded.aside === 'unparsable' || decoded.aside === 'imprecise') {
    expect(decoded.detail).toMatch(/./);
  }
}

/** The same trade, perhaps without the ids of its orders, which may be missing; or none. */
function expectSameOrAside(decoded: Trade | Aside, line: string): void {
  expectSound(decoded);
  if ('aside' in decoded) return;
  const { buyerOrder: _buyer, sellerOrder: _seller, ...least } = decode(line) as Trade;
  expect(decoded).toStrictEqual('buyerOrder' in decoded ? decode(line) : least);
}

test('a line that is cut off anywhere is set aside, or lacks nothing but white space', () => {
  fc.assert(
    fc.property(valid, fc.nat(), ({ line }, at) => {
      const cut = Buffer.from(`${line}\r\n`).subarray(0, at % Buffer.byteLength(line));
      expect(decode(cut)).toMatchObject({ aside: cut.length === 0 ? 'blank' : 'unparsable' });
      expect(decode(`${line}\r\n`)).toStrictEqual(decode(line));
    }),
    { numRuns: 300 },
  );
});

test('a line into which something was put that no value is made of is read as before or set aside', () => {
  const noise = fc.constantFrom(...'"{}[]:,\\ \t\r\n\0\u001b\ufeff', '\xff', '\\u0000', '//', ',,', '{}');
  fc.assert(
    fc.property(valid, fc.array(fc.tuple(noise, fc.nat()), { minLength: 1, maxLength: 3 }), ({ line }, puts) => {
      let noisy = line;
      for (const [text, at] of puts)
        noisy = `${noisy.slice(0, at % line.length)}${text}${noisy.slice(at % line.length)}`;
      expectSameOrAside(decode(noisy), line);
    }),
    { numRuns: 3_000 },
  );
});

test('a line that lost a field, or has one of another kind, is set aside, unless nobody needs that field', () => {
  const wrong = fc.constantFrom(undefined, null, [], {}, ['1'], -1, 0.5, 1e300, '', '1e5', '-1e0', 'x', ' ', '0x1');
  fc.assert(
    fc.property(valid, fc.constantFrom(...'eEstpqTmMab'), wrong, ({ fields, line }, field, value) => {
      const decoded = decode(JSON.stringify({ ...fields, [field]: value }));
      expectSameOrAside(decoded, line);
      const needless = field === 'M' || (value === undefined && (field === 'E' || !(field in fields)));
      expect('aside' in decoded).toBe(!needless);
    }),
    { numRuns: 2_000 },
  );
});

test('a line whose bytes were changed at will, and bytes that were never a line, are read whole or set aside', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(valid, changes, fc.uint8Array({ maxLength: 60 }), ({ line }, changed, bytes) => {
      const data = Buffer.from(line);
      for (const [at, byte] of changed) data[at % data.length] = byte;
      expectSound(decode(data));
      expectSound(decode(bytes));
      expectSound(decode(Buffer.concat([data.subarray(0, 30), bytes, data.subarray(30)])));
    }),
    { numRuns: 2_000 },
  );
});
