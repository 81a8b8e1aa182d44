/** Pipelines as pages show them, of a store on disk in which they have run. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/core/time.ts';
import { pipeline as page } from '../../../src/dashboard/documents/pipeline.ts';
import { pipelines as list } from '../../../src/dashboard/documents/pipelines.ts';
import { count, dedupe, file, filter, parse, pipeline, print, trade, tumble, view } from '../../../src/index.ts';
import { systemClock as clock } from '../../../src/runtime/clock.ts';
import { sqliteStore } from '../../../src/store/sqlite.ts';
import { START, tradeAt, writeLog } from '../../cli/millrace.ts';
import { folderPerTest } from '../../support/folder.ts';
import { Kept } from '../../support/outside.ts';
import { ran } from '../ran.ts';
import { seenWorld } from '../seen-world.ts';

const folder = folderPerTest();

/** Trades of one symbol are filtered; of the lines two are no trades, and one comes twice. */
const LINES = [
  ...[
    tradeAt(0, 1),
    tradeAt(1, 2),
    tradeAt(1, 2),
    'no trade',
    tradeAt(70, 3, 'ETHBTC'),
    '{"e":"trade"}',
    tradeAt(71, 4),
  ],
];

function counting(path: string) {
  const counted = pipeline('counted')
    .from(file(path))
    .pipe(
      parse(trade),
      dedupe({ within: minutes(10) }),
      filter(({ symbol }) => symbol !== 'ETHBTC'),
      tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { n: count() }),
    )
    .to(view('counted'));
  const never = pipeline('a-first-name')
    .from(file(path, { end: true }))
    .to(print());
  return { counted, never };
}

async function opened() {
  const path = await writeLog(folder, LINES);
  const { counted, never } = counting(path);
  const store = await sqliteStore(join(folder, 'millrace.db'), { clock });
  const unloaded = [{ name: 'torn', problem: 'Unexpected end of input.' }];
  return { path, counted, store, seen: seenWorld({ store, clock }, [never, counted], { unloaded }) };
}

test('a list of pipelines: those that have run first, each with what it is made of, how it stands and how far it is', async () => {
  const { counted, store, seen } = await opened();
  await ran(store, counted, LINES.length);
  const { pipelines, unloaded } = await list.read(seen);
  expect(pipelines).toEqual([
    {
      ...{ name: 'counted', state: 'stalled', why: 'Nobody runs counted: "millrace run counted".' },
      ...{ bounded: false, schedule: null, source: counted.source.name, upstream: null },
      operators: ['parse', 'dedupe', 'filter', 'tumble'],
      destinations: [{ kind: 'view', name: 'counted' }],
      ...{ ran: true, rate: null, watermark: START + seconds(71), partitions: 1, restarts: 0, records: 7, setAside: 2 },
    },
    expect.objectContaining({ name: 'a-first-name', ran: false, state: 'empty', watermark: null, restarts: null }),
  ]);
  expect(unloaded).toEqual(seen.unloaded);
  await store.close();
});

test('a page of a pipeline: its counts add up, what was set aside is shown by samples, and who opened which partition', async () => {
  const { counted, store, seen, path } = await opened();
  await ran(store, counted, LINES.length);
  await appendFile(path, `${tradeAt(72, 5)}\n{"e":"trade","s":"\\u0000\\u001b[31m"}\n`);
  await ran(store, counted, LINES.length + 2, 'mill-2:12:99999999');
  const shown = await page.read(seen, { name: 'counted' });
  expect(shown).toMatchObject({
    ...{ name: 'counted', version: 1, holder: null, restarts: 1, forgotten: 0 },
    counts: {
      ...{ records: 9, received: 9, came: 'folded', through: 4, duplicates: 1, filtered: 1, setAside: 3, holds: true },
    },
    roster: [{ ended: false, opened: 2, owner: 'mill-2:12', watermark: START + seconds(72) }],
    rejected: [
      { reason: 'unparsable', count: 3, samples: [{ number: 3, operator: 'parse' }, { number: 2 }, { number: 1 }] },
    ],
  });
  const samples = shown.rejected.flatMap((one) => one.samples);
  expect(samples.map(({ text }) => text)).toEqual([
    '{"e":"trade","s":"\\u0000\\u001b[31m"}',
    '{"e":"trade"}',
    'no trade',
  ]);
  expect(page.follows(seen, { name: 'counted' })).toEqual(['counted']);
  await store.close();
});

test('one without a window passes on what it does not leave out', async () => {
  const { store, path } = await opened();
  const passing = pipeline('passing').from(file(path)).pipe(parse(trade)).to(new Kept('out'));
  await ran(store, passing, LINES.length);
  expect(await page.read(seenWorld({ store, clock }, [passing]), { name: 'passing' })).toMatchObject({
    counts: { received: 7, came: 'passed on', through: 5, setAside: 2, holds: true },
  });
  await store.close();
});

test('a name that is not known is refused, and a file that cannot be loaded says why', async () => {
  const { store, seen } = await opened();
  for (const name of ['none', '', '__proto__']) {
    await expect(page.read(seen, { name })).rejects.toMatchObject({ code: 'MISSING' });
    expect(() => page.follows(seen, { name })).toThrow(/There is no pipeline/);
  }
  await expect(page.read(seen, { name: 'torn' })).rejects.toThrow(/cannot be loaded: Unexpected end of input/);
  await store.close();
});
