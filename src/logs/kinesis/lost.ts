import { nameOf } from '../../aws/failure.ts';
import { PipelineError } from '../../core/errors.ts';
import { type Clock, type Duration, iso, seconds } from '../../core/time.ts';
import { type Place, readUpTo } from './place.ts';
import type { Stream } from './stream.ts';

/** How far the time at which a stream was made may be rounded. */
const ROUNDED: Duration = seconds(1);

/**
 * Refuses to go on from a place behind which something may be gone: the service itself would go on with the oldest
 * record that it still has, and say nothing.
 */
export async function refuseLost(
  stream: Stream,
  shard: string,
  place: Place,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const upTo = readUpTo(place);
  if (upTo === undefined) return;
  const { created, retention } = await stream.summary(shard, signal);
  const was = `${stream.name}: ${shard} was read up to ${iso(upTo)}`;
  if (upTo < created - ROUNDED) {
    throw new PipelineError(
      'LOG',
      `${was}, and the stream of that name was made at ${iso(created)}: it is another one. ${REBUILD}`,
    );
  }
  if (upTo >= clock.now() - retention) return;
  throw new PipelineError(
    'LOG',
    `${was}, and the stream keeps what arrives for ${retention / 3_600_000} hours only: what came between is gone. ` +
      REBUILD,
  );
}

/** What the service says to a sequence number that is none of the shard's, as what it means for who read there. */
export function asLost(thrown: unknown, stream: string, shard: string): unknown {
  if (!(thrown instanceof PipelineError) || nameOf(thrown.cause) !== 'InvalidArgumentException') return thrown;
  return new PipelineError(
    'LOG',
    `${stream}: ${shard} has no such record as was read last: the stream of that name is another one. ${REBUILD}`,
    { cause: thrown },
  );
}

export const REBUILD = 'Rebuild the pipeline to begin anew with what there is.';
