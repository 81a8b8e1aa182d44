import type { Pipeline } from '../../../src/core/pipeline.ts';
import type { Clock, Duration, Millis } from '../../../src/core/time.ts';
import { hours, minutes, seconds } from '../../../src/index.ts';
import type { scheduling } from '../../cli/schedules.ts';
import type { Random } from '../../support/random.ts';

/** A process that runs jobs, from its start to its end. */
export interface Life {
  readonly jobs: readonly Pipeline[];
  readonly from: Millis;
  readonly to: Millis;
}

interface Living {
  readonly clock: Clock;
  readonly chance: Random;
  /** In between it lives for so long at most, and is away for so long at most. */
  readonly lives: Duration;
  readonly away: Duration;
  process(owner: string, jobs: readonly Pipeline[]): ReturnType<typeof scheduling>;
}

/** Processes one after the other, of which each is killed, or in one of five cases stopped, and the last one is stopped. */
export async function livesOf(
  jobs: readonly Pipeline[],
  from: Millis,
  to: Millis,
  living: Living,
): Promise<readonly Life[]> {
  const { clock, chance, lives, away, process } = living;
  const all: Life[] = [];
  await clock.sleep(from - clock.now());
  for (let n = 1; ; n++) {
    const from = clock.now();
    const one = process(`${jobs.length} jobs from ${from}, ${n}`, jobs);
    const end = Math.min(to, killIn(from + chance.integer(minutes(1), lives), chance));
    await clock.sleep(end - from);
    if (end === to || chance.chance(0.2)) await one.stop();
    else one.kill();
    all.push({ jobs, from, to: end });
    if (end === to) return all;
    await clock.sleep(Math.min(to - clock.now() - 1, chance.integer(seconds(1), away)));
  }
}

/** Most in the first seconds of an hour, or of a minute, in which there is most to be killed. Never on a full one. */
function killIn(near: Millis, chance: Random): Millis {
  const [unit, span] = chance.chance(0.7) ? [hours(1), seconds(20)] : [minutes(1), minutes(1)];
  return Math.floor(near / unit) * unit + unit + chance.integer(1, span - 1);
}
