/** Goal: whatever the cut into reads, and whenever the process is killed, windows say what a plain loop says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { type Pipeline, pipeline } from '../../src/core/pipeline.ts';
import type { Row } from '../../src/core/row.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { filter } from '../../src/operators/filter.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { BATCHES, type Signs, signs, struck } from '../support/cuts.ts';
import { LATENESS, NO_KEY, NO_TIME, oracle, records, SIZE, UNWANTED, WITHIN } from '../support/window-oracle.ts';
import { written } from '../support/written.ts';

const events = (limit?: number) =>
  pipeline('windows')
    .from(log('trades', limit === undefined ? {} : { limit }))
    .pipe(
      parse(trade),
      filter(({ symbol }) => symbol !== UNWANTED),
      dedupe({ within: WITHIN }),
      map((t) => ({
        ...t,
        at: t.price === Number(NO_TIME) ? Number.NaN : t.time,
        name: t.price === Number(NO_KEY) ? (undefined as unknown as string) : t.symbol,
      })),
    );
const results = { trades: count(), units: sum('quantity') };
const spans = { size: SIZE, lateness: LATENESS, key: 'name', time: 'at' } as const;

type Result = Row<{ readonly trades: number; readonly units: number }>;
const shown = (rows: readonly Result[]) =>
  rows.map(({ key, start, final, trades, units }) => ({ key, start, final, trades, units }));

/** Drives the pipeline over the struck log, in each cut, and compares with the loop. */
async function agrees(one: Pipeline<Result>, kind: 'tumble' | 'total', over: boolean, log: string[], where: Signs) {
  const answer = oracle(log, kind, over);
  for (const batch of BATCHES) {
    const { rows, rejected, counts, writes } = await drive(one, struck(log, where), { batch });
    expect(shown(rows)).toEqual(answer.rows);
    expect(rejected.map(({ reason, text }) => [reason, text])).toEqual(answer.rejected);
    expect(counts).toEqual(answer.counts);
    const { records = 0, ...fates } = counts;
    expect(Object.values(fates).reduce((all, n) => all + n, 0)).toBe(records);
    // A row is told once, or again as it was, and in closing order: for windows of one size that is the view's own.
    const told = over ? rows : [];
    expect(written(writes.print).map((row) => JSON.stringify(row))).toEqual(told.map((row) => JSON.stringify(row)));
  }
}

const endless = events().pipe(tumble(spans, results)).to(view('windows'));
const windows = events(99).pipe(tumble(spans, results)).to(print(), view('windows'));
const totals = events(99)
  .pipe(total({ key: 'name' }, results))
  .to(print(), view('windows'));

describe.each([
  ['windows of an endless log', 'tumble', false, endless],
  ['windows of a job', 'tumble', true, windows],
  ['totals of a job', 'total', true, totals],
] as const)('%s', (_name, kind, over, one) => {
  test('are the same in every cut, and after every crash, and no record is lost', async () => {
    await fc.assert(
      fc.asyncProperty(records, signs, (log, where) => agrees(one, kind, over, log, where)),
      { numRuns: 40 },
    );
  });
});
