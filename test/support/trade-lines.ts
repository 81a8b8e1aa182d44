/** Lines as producers write them, and as they may arrive: for those who compare two readings of a line. */
import type { Random } from './random.ts';

type Entry = readonly [key: string, json: string];

/** One producer: which fields he writes, in what order and with what white space, framed or not. */
export function producer(random: Random): () => string {
  const orders = random.chance(0.3);
  const micros = random.chance(0.2);
  const digits = random.integer(1, 16);
  const spaced = random.chance(0.3);
  const frame = random.pick(['none', 'none', 'first', 'last']);
  const ending = random.pick(['', '', '\r', ' ', '\r\n']);
  const order = random.chance(0.5) ? () => 0 : byChance(random);
  const more = random.chance(0.3) ? [random.pick(NEEDLESS)] : [];
  return () => {
    const sent = random.integer(1.5e12, 1.8e12);
    const made = sent - random.integer(0, 50) + (random.chance(0.02) ? random.integer(59_000, 61_000) : 0);
    const time = (ms: number) => String(micros ? ms * 1_000 + random.integer(0, 999) : ms);
    const entries: Entry[] = [
      ['e', '"trade"'],
      ['E', time(sent)],
      ['s', JSON.stringify(random.pick(SYMBOLS))],
      ['t', String(random.integer(0, 10 ** digits))],
      ['p', `"${amount(random)}"`],
      ['q', `"${amount(random)}"`],
      ...(orders ? ([['b', '7'] as const, ['a', String(random.integer(0, 1e12))] as const] satisfies Entry[]) : []),
      ['T', time(made)],
      ['m', String(random.chance(0.5))],
      ['M', 'true'],
      ...more,
    ];
    const payload = written(random.chance(0.02) ? shuffled(entries, random) : entries.toSorted(order), spaced);
    return `${framed(payload, frame, spaced)}${ending}`;
  };
}

/** The line with one to three changes of every kind, anywhere in it. */
export function mutated(line: string, random: Random): Buffer {
  let bytes = Buffer.from(line);
  for (let n = random.integer(1, 3); n > 0; n--) {
    const at = random.integer(0, bytes.length);
    const to = random.integer(at, Math.min(bytes.length, at + random.pick([1, 4, 40])));
    const put = random.pick([
      () => [random.integer(0, 255)],
      () => [random.pick([...'"{}[]:,.-+eE0123456789 \t\r\n\\'])],
      () => [random.pick(ODD)],
      () => [bytes.subarray(at, to)],
      () => [],
      () => [`,"${random.pick([...'eEstpqTmMba'])}":${random.pick(ODD)}`],
    ])();
    const put1 = put.map((one) => (typeof one === 'number' ? Buffer.of(one) : Buffer.from(one)));
    bytes = Buffer.concat([bytes.subarray(0, at), ...put1, bytes.subarray(random.chance(0.5) ? at : to)]);
  }
  return bytes;
}

/** The line with one value in place of another. */
export const oddValue = (line: string, random: Random): string =>
  line.replace(
    new RegExp(`("${random.pick([...'eEstpqTmMba'])}": ?)("[^"]*"|[^,}]*)`),
    (_all, key: string) => `${key}${random.pick(ODD)}`,
  );

const SYMBOLS = ['BTCUSDT', 'ETHBTC', 'BNBETH', 'LTCUSDT', '1000SATSUSDT', 'BTCXYZ', 'U', 'A-B_C.D', '币安人生USDT'];
const NEEDLESS: readonly Entry[] = [
  ['X', '"MARKET"'],
  ['x', 'null'],
  ['nested', '{"p":"1"}'],
  ['list', '[1,"2"]'],
  ['stream', '"x"'],
  ['data', '5'],
  ['id', '0'],
  ['price', '-1.5e3'],
  ['é', '"é"'],
  ['\\u0073', '"X"'],
];
const ODD: readonly string[] = [
  ...['null', 'true', 'false', 'tru', 'nul', '0', '-0', '00', '01', '1.0', '1e3', '-1', '9007199254740991'],
  ...['9007199254740992', '99999999999999999', '1.5', '""', '"0"', '"00.10"', '".5"', '"5."', '"-1"', '"1e5"', '"+1"'],
  ...['"0.000000001"', '"0.1000000000"', '"999999999999999"', '"1000000000000000"', '"99999999.99999999"', '" 1"'],
  ...[
    '"trade"',
    '"tick"',
    '"gap"',
    '"end"',
    '"btcusdt"',
    '"\\u0042TC"',
    '"B\\"C"',
    '"é"',
    '{}',
    '[]',
    '[1]',
    '{"e":1}',
  ],
  ...['"BTC\\u0000"', '"\u007f"', `"${'X'.repeat(64)}"`, `"${'X'.repeat(65)}"`, '1723161255343', '1723161255343000'],
  ...['99999999999999', '100000000000000', '{"e":"trade"}', '"x"y', '\ufeff', '\u00a0', '\v', '\0', ' ', '}', '{', '"'],
];

function amount(random: Random): string {
  const whole = String(random.integer(0, 10 ** random.integer(0, 8)));
  const places = random.pick([8, 8, 8, 8, 8, 8, 2, 0, 5, random.integer(0, 10)]);
  return places === 0 ? whole : `${whole}.${String(random.integer(0, 10 ** places - 1)).padStart(places, '0')}`;
}

/** An order of keys that is always the same. */
function byChance(random: Random): (a: Entry, b: Entry) => number {
  const places = new Map(shuffled([...'eEstpqbaTmM'], random).map((key, i) => [key, i]));
  return ([a], [b]) => (places.get(a) ?? 99) - (places.get(b) ?? 99);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => [random.next(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

const written = (entries: readonly Entry[], spaced: boolean): string =>
  `{${entries.map(([key, json]) => `"${key}":${spaced ? ' ' : ''}${json}`).join(spaced ? ', ' : ',')}}`;

function framed(payload: string, frame: string, spaced: boolean): string {
  const stream: Entry = ['stream', '"btcusdt@trade"'];
  if (frame === 'none') return payload;
  return written(frame === 'first' ? [stream, ['data', payload]] : [['data', payload], stream], spaced);
}
