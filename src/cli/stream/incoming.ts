import { never } from '../../core/never.ts';
import type { Clock, Duration } from '../../core/time.ts';
import { PAGE_MAX } from '../../logs/kinesis/options.ts';
import type { Pages } from '../../logs/kinesis/page.ts';
import { pagesOf } from '../../logs/kinesis/pages.ts';
import type { Stream } from '../../logs/kinesis/stream.ts';
import { taken } from '../../logs/kinesis/taken.ts';
import { StatusLine } from '../status-line.ts';

/** How often is told how long it takes yet. */
const TELL: Duration = 1_000;
/** No more is read of a shard that takes more than it gives. */
const PAGES_MAX = 20;

export interface Incoming {
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** What comes into each shard from now on for so long, by reading it: the service itself tells no rates. */
export async function sampled(
  stream: Stream,
  shards: readonly string[],
  span: Duration,
  clock: Clock,
): Promise<ReadonlyMap<string, Incoming>> {
  const begun = await Promise.all(
    shards.map(async (shard) => {
      // By its time it is begun again, should it sleep for longer than an iterator lives.
      const now = { type: 'LATEST', time: clock.now() } as const;
      const pages = pagesOf(stream, shard, now, { limit: PAGE_MAX, pauseMax: TELL }, clock);
      await pages.begin(never);
      return { shard, pages, began: clock.elapsed() };
    }),
  );
  const end = clock.elapsed() + span;
  const line = new StatusLine(clock);
  for (let left = span; left > 0; left = end - clock.elapsed()) {
    line.update(() => `${stream.name}: counting what comes in, ${Math.ceil(left / 1_000)} s`);
    await clock.sleep(Math.min(left, TELL));
  }
  line.clear();
  return new Map(
    await Promise.all(
      begun.map(async ({ shard, pages, began }): Promise<[string, Incoming]> => {
        const seconds = (clock.elapsed() - began) / 1_000;
        const { records, bytes } = await counted(pages);
        return [shard, { recordsPerSecond: records / seconds, bytesPerSecond: bytes / seconds }];
      }),
    ),
  );
}

async function counted(pages: Pages): Promise<{ readonly records: number; readonly bytes: number }> {
  let records = 0;
  let bytes = 0;
  for (let n = 0; n < PAGES_MAX; n++) {
    const page = await pages.next(never);
    records += taken(page.records, {}).items.length;
    for (const { Data } of page.records) bytes += Data?.length ?? 0;
    const caughtUp = page.behind === 0 && page.records.length < PAGE_MAX;
    if (caughtUp || page.children) break;
  }
  return { records, bytes };
}
