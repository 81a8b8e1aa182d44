import type { Occasion } from '../../core/notice.ts';
import type { Run } from '../../store/store.ts';

type Ended = Pick<Run, 'state'>;

/** Runs before one that are looked at, to tell what it is to them. */
export const LOOKED_BACK = 50;

/**
 * What a run is to those before it, the newest first; undefined where there is nothing to tell. One that was stopped
 * says nothing of its job, and is passed over.
 *
 * Of the first of several that failed `failed` is told, of the others `still failing`. A run that was lost failed. But
 * nobody can have told of it before its job began again, and who was to do that may have been killed, too: so what
 * fails behind it, with no run since the last good one that came to its end, is told as the first.
 */
export function occasionOf(state: Run['state'], before: readonly Ended[]): Occasion | undefined {
  if (state === 'running' || state === 'stopped') return undefined;
  const counted = before.filter((run) => run.state !== 'running' && run.state !== 'stopped');
  const [last] = counted;
  if (state === 'succeeded') return last === undefined || last.state === 'succeeded' ? 'succeeded' : 'fixed';
  const ended = counted.find((run) => run.state !== 'lost');
  return ended === undefined || ended.state === 'succeeded' ? 'failed' : 'still failing';
}
