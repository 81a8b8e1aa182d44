import { type Duration, millis, minutes, seconds } from '../core/time.ts';
import type { Limits } from '../runtime/task-spec.ts';
import type { Random } from './random.ts';

/** What one seed's world is like: how the log is cut into reads, how slow everything is, what fails how often. */
export interface Weather {
  /** Records in one read, at most. */
  readonly cut: number;
  /** How long a read takes, at most. */
  readonly latency: Duration;
  readonly limits: Limits;
  /** How many faults are dealt out. */
  readonly faults: number;
  /** How often each kind of step fails. */
  readonly chance: {
    readonly read: number;
    readonly operators: number;
    readonly write: number;
    readonly commit: number;
    /** A call of the store other than a commit. */
    readonly call: number;
    /** A process stands still at a step for longer than its lease lasts. */
    readonly freeze: number;
    /** A runner is stopped, or loses a partition to another, between two looks at it. */
    readonly move: number;
  };
}

/** How long a lease lasts: what a crash costs in the time of the world. */
export const LEASE: Duration = millis(1_500);
/** For how long a process may stand still. */
export const FROZEN: readonly [Duration, Duration] = [millis(200), seconds(9)];
/** A world in which the log is not read to its end by then hangs. */
export const PATIENCE: Duration = minutes(30);
/** What was on its way for longer than that does not come any more. */
export const LATEST: Duration = seconds(3);

/** Small and large cuts, quick and slow worlds, few and many commits: each as often. `records`: how many there are. */
export function weatherOf(random: Random, records: number): Weather {
  const cut = Math.min(records, random.pick([3, 10, 30, 100, 1_000]));
  const faults = random.integer(1, 20);
  // So that what fails, fails anywhere in the log and not at its beginning only.
  const often = Math.min(0.25, (faults * random.pick([0.3, 1])) / Math.max(1, records / cut));
  return {
    cut,
    latency: random.pick([0, 5, 30]),
    limits: {
      commitEvery: random.pick([20, 150, 1_000]),
      pauseAfter: random.pick([2, 15]),
      verifyEvery: 500,
      dirtyMax: random.pick([1, 30, 5_000]),
      outputsMax: random.pick([1, 50, 10_000]),
      bytesMax: 32 << 20,
    },
    faults,
    chance: {
      read: often / 3,
      operators: often / 3,
      write: Math.max(0.03, often / 3),
      commit: Math.max(0.03, often / 3),
      call: 0.02,
      freeze: 0.03,
      move: 0.05,
    },
  };
}
