import { PipelineError } from '../../core/errors.ts';
import type { Position } from '../../core/record.ts';
import type { Millis } from '../../core/time.ts';

/** A place in a shard. Without a sequence number and a time it is before the oldest record. */
export interface Place {
  /** Of the record that was read last. */
  readonly sequence?: string | undefined;
  /** Which of the records that this one held packed was read last; undefined where it is to be passed as a whole. */
  readonly sub?: number | undefined;
  /** When that record arrived; where none was read, from which arrival on they are wanted. */
  readonly time?: Millis | undefined;
  /** When nothing else had arrived behind that, if later. */
  readonly seen?: Millis | undefined;
}

const TRIM_HORIZON = 'trim-horizon';

/** `sequence:sub@time~seen`, each where it is known; `trim-horizon` in place of the sequence where there is nothing. */
export function positionAt({ sequence, sub, time, seen }: Place): Position {
  const record = sequence ?? (time === undefined ? TRIM_HORIZON : '');
  const part = (sign: string, value: number | undefined) => (value === undefined ? '' : sign + value);
  return record + part(':', sub) + part('@', time) + part('~', seen);
}

/** The inverse of `positionAt`. */
export function placeOf(position: Position): Place {
  const [all, sequence, sub, time, seen] =
    /^(?:(\d{1,128})(?::(\d{1,9}))?|trim-horizon|(?=@))(?:@(\d{1,16}))?(?:~(\d{1,16}))?$/.exec(position) ?? [];
  if (all === undefined) {
    throw new PipelineError(
      'LOG',
      `The position ${position} is none of a Kinesis shard, which is sequence@arrival. Was the pipeline moved here ` +
        'from another kind of log? Rebuild it to read this one from its beginning.',
    );
  }
  return { sequence, sub: whole(sub), time: whole(time), seen: whole(seen) };
}

/** Up to when everything that arrived was read; undefined where nothing was read yet. */
export const readUpTo = ({ sequence, time, seen }: Place): Millis | undefined =>
  seen ?? (sequence === undefined ? undefined : time);

const whole = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(digits));
