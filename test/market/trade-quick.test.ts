/** The quick readings of a trade say what JSON says, of every line: `LINES=1000000 npx vitest run trade-quick`. */
import { expect, test } from 'vitest';
import { byColumn } from '../../src/market/trade/by-column.ts';
import { byJson } from '../../src/market/trade/by-json.ts';
import { byObject } from '../../src/market/trade/by-object.ts';
import { learned } from '../../src/market/trade/layout.ts';
import { Symbols } from '../../src/market/trade/symbols.ts';
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
    columns.begin(EPOCH);
    for (let i = 0; i < EPOCH; i++, n++) {
      const line = next();
      const kind = i < 10 ? 0 : chance.next();
      const data = amidOthers(kind < 0.3 ? line : kind < 0.5 ? oddValue(line, chance) : mutated(line, chance), chance);
      const got = read({ data });
      const wanted = byJson(data);
      if (same(got, wanted)) counts['aside' in got ? 'others' : 'trades']++;
      else expect({ n, line: Buffer.from(data).toString(), got }).toStrictEqual({ n, line: '', got: wanted });
      const time = columns.read({ data });
      if (time !== undefined) expect(time).toBe('time' in wanted ? wanted.time : 'no trade');
      if ('aside' in wanted || (time === undefined && !columns.add(wanted))) continue;
      trades.push(wanted);
      if (chance.chance(0.9)) continue;
      columns.drop();
      trades.pop();
    }
    expect(columns.end().events()).toStrictEqual(trades);
  }
  expect(counts.trades + counts.others).toBe(LINES);
  expect(Math.min(counts.trades, counts.others), 'it must try both').toBeGreaterThan(LINES / 5);
});

test('the layout of each producer who writes plain trades is learned, and fits his next line', () => {
  const chance = random(SEED);
  let fitting = 0;
  for (let n = 0; n < 1_000; n++) {
    const next = producer(chance);
    const symbols = new Symbols();
    const values = new Float64Array(12);
    const [one, other] = [next(), next()].map((line) => new DataView(new TextEncoder().encode(line).buffer));
    if (!one || !other) continue;
    const layout = learned(one, 0, one.byteLength, values, symbols);
    if (layout?.read(other, 0, other.byteLength)) fitting++;
    expect(layout === undefined || layout.read(one, 0, one.byteLength)).toBe(true);
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
