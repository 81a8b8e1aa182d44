import { PipelineError } from '../core/errors.ts';
import { windowIn } from '../core/pipeline.ts';
import { byClosing } from '../core/row.ts';
import { type Clock, type Duration, type Millis, START_OF_TIME } from '../core/time.ts';
import { type Merged, settledIn } from '../runtime/merged.ts';
import { viewWindows } from '../runtime/view.ts';
import { type KeptView, timeOf } from './kept-view.ts';
import { lastBefore, type Seen } from './seen.ts';

/**
 * The windows of a view that end within so long before its own time, as they are now, for those who look at them again
 * and again: what was final when it was looked at before never changes, and is not read again.
 */
export class RecentWindows {
  readonly #view: string;
  readonly #last: Duration;
  readonly #clock: Clock;
  #windows: readonly Merged[] = [];
  /** From where on they are, of which version, and up to where they had settled. */
  #from: Millis = START_OF_TIME;
  #version = 0;
  #settled: Millis = START_OF_TIME;
  #reading: Promise<Seen> | undefined;
  #waiting: Promise<Seen> | undefined;
  /** As it stood when somebody asked last. */
  #kept: KeptView | undefined;

  constructor(view: string, last: Duration, clock: Clock) {
    this.#view = view;
    this.#last = last;
    this.#clock = clock;
  }

  /** Reads go one after the other; who asks while one goes on gets what the next one finds. */
  read(kept: KeptView): Promise<Seen> {
    if (!this.#reading) return this.#begin(kept);
    this.#kept = kept;
    const next = (): Promise<Seen> => {
      this.#waiting = undefined;
      return this.#begin(this.#kept ?? kept);
    };
    this.#waiting ??= this.#reading.then(next, next);
    return this.#waiting;
  }

  #begin(kept: KeptView): Promise<Seen> {
    const reading = this.#read(kept).finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  async #read(kept: KeptView): Promise<Seen> {
    const { store, scope, pipeline } = kept;
    const { fold, size, span } = windowIn(pipeline);
    // Asked first: what closed by then is final in all that is read behind it.
    const { watermark } = await settledIn(store, scope);
    const updated = await timeOf(kept, this.#clock);
    const range = lastBefore(updated, this.#last, size);
    const { from = START_OF_TIME } = range;
    // A store that was restored to an earlier state has come less far; a job begins anew each time.
    const goesOn = this.#version === scope.version && this.#settled <= watermark && this.#from <= from;
    const known = goesOn && !pipeline.source.bounded && Number.isFinite(span);
    const windows: Merged[] = known
      ? this.#windows.filter(({ head }) => head.start >= from && head.start + span <= this.#settled)
      : [];
    const again = known ? Math.max(from, this.#settled - span + 1) : from;
    for await (const one of viewWindows(store, scope, fold, { from: again })) {
      if (windows.push(one) > WINDOWS_MAX) {
        throw new PipelineError(
          'LIMIT',
          `${this.#view} has more than ${WINDOWS_MAX} rows of that time: declare its charts with a shorter last.`,
        );
      }
    }
    // Where a view keeps less than its charts go back.
    const gone = await store.forgotten(scope);
    const there = gone ? windows.filter(({ head }) => byClosing(head, gone) > 0) : windows;
    [this.#windows, this.#from, this.#version, this.#settled] = [there, from, scope.version, watermark];
    return { windows: there, range, at: undefined, updated };
  }
}

const WINDOWS_MAX = 50_000;
