import type { Command } from 'commander';
import type { Clock, Millis } from '../../core/time.ts';
import { firstFrom, lastBefore, takenAs, WHEN, type When, whenOf } from '../instant.ts';
import { say } from '../output.ts';

export interface Between {
  readonly from?: When;
  readonly to?: When;
}

/** Gives a command `--from` and `--to`. */
export const between = (command: Command, what: string): Command =>
  command
    .option('--from <time>', `of ${what} from then on: ${WHEN}`, whenOf)
    .option('--to <time>', `of ${what} until then, the moment itself included`, whenOf);

/** As the exchange has them; of a time of day the last one that has passed, behind --from the first one after that. */
export function timesOf({ from, to }: Between, clock: Clock): { startTime?: Millis; endTime?: Millis } {
  const now = clock.now();
  const start = from && taken(from, lastBefore(from, now));
  const end = to && taken(to, start === undefined ? lastBefore(to, now) : firstFrom(to, start));
  return { ...(start !== undefined && { startTime: start }), ...(end !== undefined && { endTime: end }) };
}

function taken(when: When, at: Millis): Millis {
  const text = takenAs(when, at);
  if (text !== undefined) say(text);
  return at;
}
