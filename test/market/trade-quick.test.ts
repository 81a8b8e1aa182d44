/** The quick readings of a trade say what JSON says, of every line: `LINES=1000000 npx vitest run trade-quick`. */
import { expect, test } from 'vitest';
import { LF, Lines, PADDING } from '../../src/core/lines.ts';
import { byColumn } from '../../src/market/trade/by-column.ts';
import { byJson } from '../../src/market/trade/by-json.ts';
import { byObject } from '../../src/market/trade/by-object.ts';
import { learned } from '../../src/market/trade/layout.ts';
import { Symbols } from '../../src/market/trade/symbols.ts';
import { Trades } from '../../src/market/trade/trades.ts';
import { type Random, random } from '../support/random.ts';
import { mutated, oddValue, producer } from '../support/trade-lines.ts';

const LINES = Number(process.env.LINES ?? 20_000);
const SEED = Number(process.env.SEED ?? 1);
/** Lines of one producer: enough that his layout is learned. */
const EPOCH = 200;

/** The line between others in one buffer, so that who reads beyond it is found out. */
function amidOthers(line: string | Buffer, chance: Random): Uint8Array {
  const data = Buffer.from(line);
  const before = chance.integer(0, 9);
  const behind = chance.pick(['', '\n{"e":"trade"', '0000000000000000', '}}}}', '"', 'true}', '    ', ',"a":1}']);
  const all = Buffer.concat([Buffer.alloc(before, '7'), data, Buffer.from(behind)]);
  return all.subarray(before, before + data.length);
}

test('a line is read the same with and without JSON, whatever became of it, order of keys included', {
  timeout: LINES,
}, () => {
  const chance = random(SEED);
  const counts = { trades: 0, others: 0 };
  for (let n = 0; n < LINES; ) {
    const read = byObject();
    const columns = byColumn();
    const next = producer(chance);
    const trades: unknown[] = [];
    const lines: Uint8Array[] = [];
    columns.begin(chance.integer(0, EPOCH), memory);
    for (let i = 0; i < EPOCH; i++, n++) {
      const line = next();
      const kind = i < 10 ? 0 : chance.next();
      const data = amidOthers(kind < 0.3 ? line : kind < 0.5 ? oddValue(line, chance) : mutated(line, chance), chance);
      const got = read({ data });
      const wanted = byJson(data);
      if (same(got, wanted)) counts['aside' in got ? 'others' : 'trades']++;
      else expect({ n, line: Buffer.from(data).toString(), got }).toStrictEqual({ n, line: '', got: wanted });
      lines.push(data);
      const took = columns.read({ data });
      if (took) expect(wanted).toHaveProperty('time', columns.times[trades.length]);
      if ('aside' in wanted || (!took && !columns.add(wanted))) continue;
      trades.push(wanted);
    }
    expect(columns.end().events()).toStrictEqual(trades);
    expectSameInLines(lines, columns, chance);
  }
  expect(counts.trades + counts.others).toBe(LINES);
  expect(Math.min(counts.trades, counts.others), 'it must try both').toBeGreaterThan(LINES / 5);
});

/** Memory that holds anything. */
const memory = (bytes: number): ArrayBuffer => new Uint8Array(bytes).fill(0xfb).buffer;

/** The same lines where they lie, one behind the other, with room behind them or none: what is left goes by JSON. */
function expectSameInLines(lines: readonly Uint8Array[], columns: ReturnType<typeof byColumn>, chance: Random): void {
  const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  const records = new Lines(Buffer.from(text)).records().map(({ data }) => byJson(data));
  const bytes = Buffer.from(new ArrayBuffer(text.length + chance.pick([0, 8, PADDING]))).fill('}');
  bytes.set(text);
  const lying = new Lines(bytes.subarray(0, text.length));
  columns.begin(chance.integer(0, lines.length), memory);
  let others = 0;
  while (columns.readLines(lying)) {
    others++;
    const wanted = byJson(lying.copy(lying.found - 1).data);
    expect(wanted).toStrictEqual(records[lying.found - 1]);
    if (!('aside' in wanted)) columns.add(wanted);
  }
  expect(lying.found).toBe(records.length);
  const trades = records.filter((one) => !('aside' in one));
  expect(columns.end().events()).toStrictEqual(trades);
  expect(others).toBeGreaterThanOrEqual(records.length - trades.length);
}

test('the layout of each producer who writes plain trades is learned, and fits his next line', () => {
  const chance = random(SEED);
  let fitting = 0;
  for (let n = 0; n < 1_000; n++) {
    const next = producer(chance);
    const symbols = new Symbols();
    const bytes = Buffer.from(
      [next(), next()]
        .map((line) => `${line.replace('\n', ' ')}\n`)
        .join('')
        .padEnd(PADDING),
    );
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const first = bytes.indexOf(LF);
    const second = bytes.indexOf(LF, first + 1);
    const layout = learned(view, 0, first, symbols);
    if (!layout || 'aside' in byJson(bytes.subarray(0, first))) continue;
    const trades = new Trades(2);
    const ends = new Int32Array(2);
    const read = layout(view, 0, second + 1, trades, 2, ends, 0);
    expect(read, 'its own line').toBeGreaterThan(0);
    expect([...ends].slice(0, read)).toEqual([first + 1, second + 1].slice(0, read));
    if (read === 2) fitting++;
  }
  expect(fitting).toBeGreaterThan(200);
});

/** Compares by hand what is nearly always equal: a million comparisons by `toStrictEqual` take minutes. */
function same(a: object, b: object): boolean {
  const keys = Object.keys(a);
  const others = Object.entries(b);
  return keys.length === others.length && others.every(([key, value], i) => key === keys[i] && equal(a, key, value));
}

function equal(a: object, key: string, value: unknown): boolean {
  const own: unknown = Reflect.get(a, key);
  return Object.is(own, value) || (typeof own === 'object' && JSON.stringify(own) === JSON.stringify(value));
}
