import { expect, test } from 'vitest';
import klinesLine from '../../pipelines/klines-line.ts';
import type { RawKline } from '../support/klines.ts';
import { answer, asked, charts, drawn, golden, under, virtualExchange } from './virtual.ts';

test('draws the closes of the last 180 minutes as one line', async () => {
  const exchange = await virtualExchange();
  const driven = await golden(klinesLine, await asked(klinesLine), { batch: 1_000 });
  const [chart, ...others] = charts(driven);
  expect(others).toEqual([]);
  expect(chart?.alt).toMatchInlineSnapshot(`"BTCUSDT: 1 line of 180 values, the last one $61,837.63."`);
  expect(under(chart)).toMatchInlineSnapshot(`"between 2026-01-05 09:01 and 12:01 UTC"`);
  const rows = (await answer(exchange, 'klines?symbol=BTCUSDT&interval=1m&limit=180')) as RawKline[];
  const line = drawn<{ readonly time: number; readonly y: number }>(chart);
  expect(line.map(({ time, y }) => [time, y])).toEqual(rows.map((row) => [row[6], Number(row[4])]));
});
