/** Goal: memory that is used again for the next read holds nothing that anybody still looks at. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { lastValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { count } from '../../../src/aggregates/count.ts';
import { sum } from '../../../src/aggregates/sum.ts';
import type { Decoder } from '../../../src/core/decoder.ts';
import { Lines, PADDING } from '../../../src/core/lines.ts';
import { pipeline } from '../../../src/core/pipeline.ts';
import { Pool } from '../../../src/core/pool.ts';
import { silent } from '../../../src/core/silent.ts';
import { seconds } from '../../../src/core/time.ts';
import { file } from '../../../src/logs/file/file.ts';
import { LineFile } from '../../../src/logs/file/line-file.ts';
import { OpenFile } from '../../../src/logs/file/open-file.ts';
import { type Trade, trade } from '../../../src/market/trade.ts';
import { dedupe } from '../../../src/operators/dedupe.ts';
import { filter } from '../../../src/operators/filter.ts';
import { parse } from '../../../src/operators/parse.ts';
import { tumble } from '../../../src/operators/tumble.ts';
import { run } from '../../../src/runtime/run.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { view } from '../../../src/sinks/view.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { tradeAt } from '../../support/market.ts';

/** All that a run over the whole file leaves behind, whatever its commits were. */
async function leftOf(path: string, decoder: Decoder<Trade>, chunk: number) {
  const one = pipeline('kept')
    .from(file(path, { end: true, chunk, id: 'kept' }))
    .pipe(
      parse(decoder),
      dedupe({ within: seconds(9) }),
      filter({ symbol: ['BTCUSDT', 'ETHUSDT'] }),
      tumble({ size: seconds(1), lateness: 0, key: 'symbol' }, { trades: count(), units: sum('quantity') }),
    )
    .to(view('kept'));
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const world = { store, clock, logger: silent, logUrl: 'file:.', signal: new AbortController().signal };
  await lastValueFrom(run(one, { ...world, owner: 'test' }));
  const scope = { pipeline: 'kept', version: 1 };
  const dead = await store.deadLetters('kept', { limit: 1_000 });
  return {
    rows: (await Array.fromAsync(store.rows(scope, {}))).map(({ key, start, partials }) => [key, start, partials]),
    dead: dead.map(({ id, reason, detail, data }) => [id, reason, detail, new TextDecoder().decode(data)]),
    counts: await store.counts(scope),
    roster: (await store.roster(scope)).map(({ position, watermark }) => [position, watermark]),
  };
}

test('a file that is read in many pieces holds what it holds in one, lines that are set aside included', async () => {
  const lines = fc.array(
    fc.oneof(
      { weight: 60, arbitrary: fc.record({ T: fc.nat(6_000), t: fc.nat(200), odd: fc.boolean() }) },
      { weight: 1, arbitrary: fc.constantFrom('', 'torn', '{"e":"trade"}', 'x'.repeat(700)) },
    ),
    { minLength: 40, maxLength: 150 },
  );
  const textOf = (line: string | { T: number; t: number; odd: boolean }) =>
    typeof line === 'string'
      ? line
      : JSON.stringify(
          tradeAt(line.T, { t: line.t, s: line.odd ? 'ETHUSDT' : 'BTCUSDT', q: line.t % 97 ? '1.5' : 'x' }),
        );
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom(200, 900, 4_000), async (lines, chunk) => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'log.ndjson');
      await writeFile(path, lines.map((line) => `${textOf(line)}\n`).join(''));
      const whole = await leftOf(path, { ...trade }, 1 << 20);
      expect(await leftOf(path, trade, chunk)).toEqual(whole);
      expect(await leftOf(path, { ...trade }, chunk)).toEqual(whole);
    }),
    { numRuns: 10 },
  );
});

test('a record that was copied stays, one that is asked for too late is refused, one that was cut out keeps its memory', () => {
  const pool = new Pool();
  const linesOf = (text: string): Lines => {
    const bytes = Buffer.from(pool.take(text.length + PADDING));
    bytes.write(text);
    return new Lines(bytes.subarray(0, text.length), pool);
  };
  const first = linesOf('one\n');
  expect(first.next()).toBe(true);
  const copy = first.copy(0);
  first.done();
  const second = linesOf('two\n');
  expect(second.bytes.buffer).toBe(first.bytes.buffer);
  expect(new TextDecoder().decode(copy.data)).toBe('one');
  expect(() => first.copy(0)).toThrow('written over');
  const [cut] = second.records();
  second.done();
  expect(linesOf('six\n').bytes.buffer).not.toBe(second.bytes.buffer);
  expect(String(cut?.data)).toBe('two');
  expect(second.length).toBe(1);
  expect(() => second.place(0), 'where records end was kept in memory that is used again').toThrow('written over');
});

test('what was read before is compared with what stands there now, not with what its memory holds by now', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'log.ndjson');
  await writeFile(path, `${'a'.repeat(90)}\n`);
  const open = await OpenFile.open(path);
  if (!open) throw new Error(`${path} is there`);
  const lines = new LineFile(open);
  for (const letter of 'bcd') {
    (await lines.next(Number.POSITIVE_INFINITY))?.lines.done();
    await appendFile(path, `${letter.repeat(190)}\n`);
  }
  const last = await lines.next(Number.POSITIVE_INFINITY);
  expect(last?.lines.records().map(({ data }) => String(data))).toEqual(['d'.repeat(190)]);
  await open.close();
});
