import { readFileSync } from 'node:fs';
import { isRecorded, recordedPath } from './recorded.ts';

/** A candle as Binance's REST API writes it. */
export type RawKline = readonly (string | number)[];

/** Whether a recording of candles is there; says so where it is not. */
export function hasKlines(name: string): boolean {
  const there = isRecorded(name);
  if (!there) process.stderr.write(`skipped: the recorded candles are not there (${recordedPath(name)})\n`);
  return there;
}

/** Real candles, as REST would tell them. */
export const rawKlines = (name: string): readonly RawKline[] =>
  readFileSync(recordedPath(name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((field, i) => ([0, 6, 8].includes(i) ? Number(field) : field)));

/** As much of them as tells prices. */
export const pricesOf = (symbol: string, rows: readonly RawKline[]) =>
  rows.map(([openTime, , , , close, , closeTime]) => ({
    ...{ symbol, openTime: Number(openTime), closeTime: Number(closeTime), close: String(close) },
  }));
