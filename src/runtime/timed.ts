import type { Batch } from '../core/batch.ts';
import type { Millis } from '../core/time.ts';

/** The batch with its event time moved by the items themselves, as `parse` moves it by what it decodes. */
export function timed(batch: Batch<unknown>, timeOf: (item: never) => Millis): Batch<unknown> {
  const before = new Float64Array(batch.events.length);
  let watermark = batch.watermark;
  batch.events.forEach((item, i) => {
    before[i] = watermark;
    const time = timeOf(item as never); // the source that made the item knows its time
    if (time > watermark) watermark = time;
  });
  const marks = { before: (record: number) => before[record] ?? batch.watermark, ticks: [] };
  return batch.with(batch.events, { marks, watermark });
}
