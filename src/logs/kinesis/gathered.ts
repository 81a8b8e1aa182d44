import { PipelineError } from '../../core/errors.ts';
import type { Position } from '../../core/record.ts';
import type { Millis } from '../../core/time.ts';
import { type Place, placeOf, positionAt } from './place.ts';

/** Where a reading of several shards stands. */
export interface Gathered {
  /** How many records of its limit are still to come; Infinity where it has none. */
  readonly left: number;
  /** What arrived later does not belong to it; Infinity where it does not end so. */
  readonly until: Millis;
  /** The shards that are not over, and how far each was read. */
  readonly places: ReadonlyMap<string, Place>;
}

/** `left=231;until=1767614400000;shardId-000000000000=place;…`, without what has no end. */
export const gatheredAt = ({ left, until, places }: Gathered): Position =>
  [
    `left=${left === Number.POSITIVE_INFINITY ? '' : left}`,
    `until=${until === Number.POSITIVE_INFINITY ? '' : until}`,
    ...[...places].map(([shard, place]) => `${shard}=${positionAt(place)}`),
  ].join(';');

/** The inverse of `gatheredAt`. */
export function gatheredOf(position: Position): Gathered {
  const [, left, until, shards] = /^left=(\d*);until=(\d*)((?:;[\w.-]+=[^;=]+)*)$/.exec(position) ?? [];
  if (shards === undefined) {
    throw new PipelineError('LOG', `The position ${position} is none of a reading of several shards. ${START}`);
  }
  const places = shards
    .split(';')
    .slice(1)
    .map((one): [string, Place] => {
      const [shard = '', place = ''] = one.split('=');
      return [shard, placeOf(place)];
    });
  return { left: orEndless(left), until: orEndless(until), places: new Map(places) };
}

const START = 'Start the job again: each run begins anew.';

const orEndless = (digits: string | undefined): number => (digits ? Number(digits) : Number.POSITIVE_INFINITY);
