import type { Millis } from '../../core/time.ts';
import type { From } from './options.ts';
import type { Place } from './place.ts';
import type { Start } from './stream.ts';

export interface Begin {
  readonly place: Place;
  readonly start: Start;
}

/** Where a shard is read from that has no place yet, and where the service has to begin for that. */
export function beginning(from: From, now: Millis): Begin {
  const place = firstPlace(from, now);
  return { place, start: from === 'latest' ? { type: 'LATEST', time: now } : startAt(place) };
}

/** The place from which a shard is read that has none yet; `now`, where it is the end that it has now. */
export function firstPlace(from: From, now: Millis): Place {
  if (from === 'trim-horizon') return {};
  if (from === 'latest') return { time: now, seen: now };
  return 'timestamp' in from ? { time: from.timestamp } : { sequence: from.after };
}

/** Where the service has to begin, so that what is behind the place comes, and of a record read in part the rest. */
export function startAt({ sequence, sub, time }: Place): Start {
  if (sequence !== undefined) {
    return { type: sub === undefined ? 'AFTER_SEQUENCE_NUMBER' : 'AT_SEQUENCE_NUMBER', sequence };
  }
  return time === undefined ? { type: 'TRIM_HORIZON' } : { type: 'AT_TIMESTAMP', time };
}
