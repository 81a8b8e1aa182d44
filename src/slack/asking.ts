import { WorldError } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, type Millis, minutes, seconds } from '../core/time.ts';
import type { Answer, Arguments, Line } from './line.ts';
import type { Pace } from './pace.ts';
import { Busy, Unheard } from './refusal.ts';

/** What whoever says something works with. */
export interface World {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when nothing more shall be waited for. */
  readonly signal: AbortSignal;
}

/** A call that is to be made. */
export interface Call {
  readonly method: string;
  readonly args: Arguments;
  /** What it is for, as errors name it. */
  readonly what: string;
  /** Where it waits for its turn, and how long the next one waits there. Default: its method, and not at all. */
  readonly lane?: string;
  readonly gap?: Duration;
}

/** Something that must not be done twice. */
export interface Once<T> {
  /** It may have been done before. */
  readonly again: boolean;
  /** What came of it, if it was done; not before `since`, where that is known. */
  look(since: Millis | undefined): Promise<T | undefined>;
  send(): Promise<T>;
}

/** How often something is tried that fails in a way that may pass. */
const TRIES = 4;
const BACK_OFF: Duration = seconds(1);
/** What Slack has taken, and not answered, is seen in the channel by then. */
const SETTLE: Duration = seconds(5);
/** How far Slack's clock may be from ours. */
export const SKEW: Duration = minutes(5);

/** Asks Slack, in turn, a bounded number of times, and waits as long as Slack wants it. */
export class Asking {
  readonly world: World;
  readonly #line: Line;
  readonly #pace: Pace;

  constructor(line: Line, pace: Pace, world: World) {
    this.world = world;
    this.#line = line;
    this.#pace = pace;
  }

  /** Once. */
  async call({ method, args, what, lane = method, gap = 0 }: Call): Promise<Answer> {
    await this.#pace.turn(lane, gap, this.world.signal);
    try {
      return await this.#line.call(method, args, what);
    } catch (thrown) {
      if (thrown instanceof Busy) {
        this.world.logger.warn({ what, seconds: thrown.after / 1_000 }, 'Slack wants to be asked later');
        this.#pace.hold(lane, thrown.after);
      }
      throw thrown;
    }
  }

  /** What may be done twice. */
  async ask(call: Call): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.call(call);
      } catch (thrown) {
        await this.#rest(thrown, tries, BACK_OFF * 2 ** (tries - 1));
      }
    }
  }

  /** Looked for where it may have been done, and only then done. Where nobody can look it may be done twice. */
  async once<T>({ again, look, send }: Once<T>): Promise<T> {
    const since = again ? undefined : this.world.clock.now() - SKEW;
    let unsure = again;
    for (let tries = 1; ; tries++) {
      const done = unsure ? await look(since) : undefined;
      if (done !== undefined) return done;
      if (unsure) this.goOn();
      try {
        return await send();
      } catch (thrown) {
        await this.#rest(thrown, tries, SETTLE);
        unsure ||= thrown instanceof Unheard;
      }
    }
  }

  /** For what has taken its time: behind a stop another process may be at it. Throws a WorldError. */
  goOn(): void {
    if (this.world.signal.aborted) throw new WorldError('it was told to stop before it was done');
  }

  /** Before the next try; throws what there is none after. Who was told for how long waits in its lane. */
  async #rest(thrown: unknown, tries: number, span: Duration): Promise<void> {
    if (!(thrown instanceof WorldError) || tries === TRIES) throw thrown;
    if (!(thrown instanceof Busy)) await this.world.clock.sleep(span, this.world.signal);
    if (this.world.signal.aborted) throw thrown;
  }
}
