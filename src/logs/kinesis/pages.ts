import type { Clock } from '../../core/time.ts';
import type { Pace, Pages } from './page.ts';
import { Polled } from './polled.ts';
import type { Start, Stream } from './stream.ts';

/** How pages come, decided here alone: by asking for each. Enhanced fan-out would be the other way. */
export const pagesOf = (stream: Stream, shard: string, start: Start, pace: Pace, clock: Clock): Pages =>
  new Polled(stream, shard, start, pace, clock);
