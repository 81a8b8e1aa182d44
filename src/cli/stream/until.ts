import { WorldError } from '../../core/errors.ts';
import { type Clock, type Duration, minutes } from '../../core/time.ts';
import { StatusLine } from '../status-line.ts';

/** How often is looked: soon at first, then not so often that others are throttled. */
const LOOK = { first: 50, longest: 1_000 };
/** How long a change may take: a split or a merge takes about half a minute. */
const CHANGE_MAX: Duration = minutes(15);

/** Waits until nothing is pending any more; says on a terminal what it waits for. */
export async function until(name: string, clock: Clock, pending: () => Promise<string | undefined>): Promise<void> {
  const line = new StatusLine(clock);
  const began = clock.elapsed();
  try {
    for (let wait = LOOK.first; ; wait = Math.min(2 * wait, LOOK.longest)) {
      const status = await pending();
      if (status === undefined) return;
      const waited = clock.elapsed() - began;
      if (waited > CHANGE_MAX) throw new WorldError(`${name} is ${status} for a quarter of an hour by now.`);
      line.update(() => `${name}: ${status}, ${Math.round(waited / 1_000)} s`);
      await clock.sleep(wait);
    }
  } finally {
    line.clear();
  }
}
