/** What becomes of lines that are put: cut out of any chunks, keyed, and counted by shard. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysBy } from '../../../src/cli/stream/keys.ts';
import { linesIn } from '../../../src/cli/stream/lines-in.ts';
import { Tally } from '../../../src/cli/stream/tally.ts';
import { hashOf } from '../../../src/logs/kinesis/entry.ts';
import { HASH_KEYS } from '../../../src/logs/kinesis/hash-key.ts';

const bytes = (text: string) => Buffer.from(text);

test('lines are the same in whatever chunks they come; of long ones only the length is held', async () => {
  const line = fc.stringMatching(/^[ab\r]{0,6}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      async (of, end, size) => {
        const whole = bytes(of.join('\n') + (end ? '\n' : ''));
        const chunks = (async function* () {
          for (let from = 0; from < whole.length; from += size) yield whole.subarray(from, from + size);
        })();
        const found = (await Array.fromAsync(linesIn(chunks, 4))).flat();
        const expected = of.flatMap((text, i) => {
          const data = text.length > 4 ? undefined : text.replace(/\r$/, '');
          return data === '' ? [] : [{ number: i + 1, length: text.length, data }];
        });
        expect(found.map((one) => ({ ...one, data: one.data?.toString() }))).toEqual(expected);
      },
    ),
  );
});

test('a key is a field, the hash of the line, a constant, or left to the sink', () => {
  const trade = bytes('{"s":"BTCUSDT","t":7,"m":true}');
  expect(keysBy('field:s')(trade)).toBe('BTCUSDT');
  expect(keysBy('field:t')(trade)).toBe('7');
  expect(keysBy('hash')(trade)).toBe(keysBy('hash')(bytes(String(trade))));
  expect(keysBy('hash')(trade)).not.toBe(keysBy('hash')(bytes('{}')));
  expect(keysBy('constant:mine')(trade)).toBe('mine');
  expect(keysBy('random')(trade)).toBeUndefined();
});

test.each([
  ['a field that is not there', 'field:x', '{"s":1}', 'the field x, and it has none'],
  ['a field of every object', 'field:toString', '{}', 'and it has none'],
  ['no JSON', 'field:s', 'hello', 'and it has none'],
  ['a field that is no text', 'field:s', '{"s":{"a":1}}', 'and it has {"a":1} there'],
  ['an empty key', 'field:s', '{"s":""}', 'a key has 0 characters, and must have 1 to 256'],
  ['a key that is too long', `constant:${'x'.repeat(257)}`, '{}', 'a key has 257 characters'],
  ['a key that is none of the forms', 'hahs', '{}', '--key is hahs. Wanted: random, hash, field:NAME or constant:TEXT'],
])('%s is told', (_what, option, line, text) => {
  expect(() => keysBy(option)(bytes(line))).toThrow(text);
});

test('records are counted in the shard that has the hash of their key', () => {
  const half = HASH_KEYS / 2n;
  const shard = { parents: [], open: true };
  const tally = new Tally([
    { ...shard, id: 'upper', start: half, end: HASH_KEYS - 1n },
    { ...shard, id: 'lower', start: 0n, end: half - 1n },
    { ...shard, id: 'closed', start: 0n, end: HASH_KEYS - 1n, open: false },
  ]);
  const keys = ['a', 'b', 'c', 'd'];
  const entry = (key: string) => ({ data: bytes('0123456789'), key, explicit: undefined, inOrder: false });
  for (const key of keys) tally.add(entry(key));
  const lower = keys.filter((key) => hashOf(entry(key)) < half).length;
  expect(tally.lines).toMatchObject([
    { shard: 'lower', records: lower, bytes: 10 * lower },
    { shard: 'upper', records: 4 - lower, bytes: 10 * (4 - lower) },
  ]);
  tally.add({ ...entry('tick'), told: new Set() });
  expect(tally.lines).toMatchObject([{ records: lower + 1 }, { records: 5 - lower }]);
  // As Kinesis says of itself: the MD5 of the key, as a number.
  expect(hashOf(entry('a'))).toBe(0x0cc175b9c0f1b6a831c399e269772661n);
});
