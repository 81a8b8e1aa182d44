import { count, type Duration, days, millis, pipeline, tumble, view } from '../../src/index.ts';
import type { Shards } from '../support/shards.ts';

interface WindowsOptions {
  readonly keep?: Duration;
  readonly version?: number;
}

/** How many events of each key there are in windows of ten; a row is final when event time has left its window. */
export const perTen = (shards: Shards, { keep = days(1), version = 1 }: WindowsOptions = {}) =>
  pipeline('per-ten', { version })
    .from(shards)
    .pipe(tumble({ size: millis(10), lateness: millis(0), key: 'key' }, { n: count() }))
    .to(view('tens', { keep }));

/** A row as `KEY START:N`. */
export const brief = ({
  key,
  start,
  n,
}: {
  readonly key: string;
  readonly start: number;
  readonly n: number;
}): string => `${key} ${start}:${n}`;
