import type { KinesisPlace } from '../../aws/kinesis.ts';
import type { RunContext } from '../../core/source.ts';
import { type Duration, days, hours, type Millis, minutes, seconds } from '../../core/time.ts';
import { Stream } from './stream.ts';

/** How far back it is looked, each time farther; nothing is kept for longer than the last. */
const BACK: readonly Duration[] = [minutes(1), minutes(10), hours(2), days(1), days(365)];
/** How exactly it is told when something came last, where that is longer ago than the first of these. */
const NEAR: Duration = seconds(10);
/** Empty pages of a shard that are passed over. */
const PAGES_MAX = 100;

/**
 * When something came last into a stream, some seconds more or less; undefined where it holds nothing. It costs two
 * requests to each shard where something came within a minute, and some more where it stands still, and reads one
 * record of each.
 */
export async function lastWrite(
  place: KinesisPlace,
  name: string,
  { clock, signal }: Pick<RunContext, 'clock' | 'signal'>,
): Promise<Millis | undefined> {
  const stream = await Stream.open(place, name, clock);
  try {
    const shards = await stream.shards('a watch', signal);
    const since = async (time: Millis): Promise<Millis | undefined> => {
      const found = await Promise.all(shards.map(({ ShardId = '' }) => firstSince(stream, ShardId, time, signal)));
      return found.reduce((last, one) => (one === undefined ? last : Math.max(one, last ?? one)), undefined);
    };
    const now = clock.now();
    let none = now;
    for (const back of BACK) {
      const found = await since(Math.max(0, now - back));
      if (found !== undefined) return back === BACK[0] ? found : latest(since, found, none);
      none = now - back;
    }
    return undefined;
  } finally {
    stream.close();
  }
}

/** Something came at `found`, and nothing since `none`: halves what lies between. */
async function latest(since: (time: Millis) => Promise<Millis | undefined>, found: Millis, none: Millis) {
  let [low, high] = [found, none];
  while (high - low > NEAR) {
    const middle = Math.ceil((low + high) / 2);
    const later = await since(middle);
    if (later === undefined) high = middle;
    else low = Math.max(low, later);
  }
  return low;
}

/** When the first record came that did so at that time or later. */
async function firstSince(stream: Stream, shard: string, time: Millis, signal: AbortSignal) {
  let iterator: string | undefined = await stream.iterator(shard, { type: 'AT_TIMESTAMP', time }, signal);
  for (let pages = 0; iterator !== undefined && pages < PAGES_MAX; pages++) {
    const answer = await stream.records(shard, iterator, 1, signal);
    const [record] = answer?.records ?? [];
    if (record) return record.ApproximateArrivalTimestamp?.getTime() ?? time;
    if (answer?.behind === 0) return undefined;
    iterator = answer?.next;
  }
  return undefined;
}
