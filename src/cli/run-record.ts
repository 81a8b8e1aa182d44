import { messageOf, PipelineError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';
import type { Logger } from '../core/source.ts';
import { type Duration, seconds } from '../core/time.ts';
import type { Beginning } from '../store/jobs.ts';
import { LogTail } from '../store/log-tail.ts';
import { type Ending, type JobsStore, LOST_AFTER, type OwnRun, type Result } from '../store/store.ts';
import { askedAgain } from './asked-again.ts';
import { both } from './both.ts';
import { HeldPictures } from './held-pictures.ts';
import { keptLogger, type TakeLine } from './logger.ts';
import { secrets } from './secrets.ts';
import type { Session } from './session.ts';
import { Tally } from './tally.ts';

const BEAT: Duration = LOST_AFTER / 6;
/** Between the first one, which comes at once, and the next; then twice as long each time, up to a beat. */
const FIRST_BEAT: Duration = seconds(1);

export type Recording = Pick<Session, 'clock' | 'logger' | 'level'> & {
  readonly jobs: JobsStore;
  /** Given: a store that is away is waited for until this is aborted. */
  readonly patient?: AbortSignal | undefined;
};

/** How the work of a run has ended. */
export type Worked = Pick<Ending, 'result' | 'duration' | 'error'>;

/** What becomes of a run, in the store. Where that does not take it, one warning says so, and the run goes on. */
export class RunRecord {
  /** What is logged here is kept as well. */
  readonly logger: Logger;
  readonly tally = new Tally();
  readonly #beginning: Beginning;
  readonly #recording: Recording;
  readonly #tail = new LogTail();
  readonly #pictures = new HeldPictures();
  readonly #over = new AbortController();
  readonly #started: Duration;
  #run: OwnRun | undefined;
  #beating: Promise<void> | undefined;
  #warned = false;

  constructor(beginning: Beginning, recording: Recording) {
    this.#beginning = beginning;
    this.#recording = recording;
    this.#started = recording.clock.elapsed();
    this.logger = both(recording.logger, keptLogger(recording.level, this.#say));
  }

  /** Undefined where the store does not know of it. */
  get number(): number | undefined {
    return this.#run?.number;
  }

  /** The last lines that it has logged. */
  get log(): string {
    return this.#tail.text;
  }

  get pictures(): readonly Picture[] {
    return this.#pictures.all;
  }

  readonly keepPicture = (picture: Picture): void => {
    if (this.#pictures.add(picture)) return;
    const { name, data } = picture;
    this.logger.warn({ picture: name, bytes: data.length }, 'the picture is not kept: the run has made too many');
  };

  /** `taken`: by another one who was quicker. `untold`: the store does not take it. */
  async begin(): Promise<'begun' | 'taken' | 'untold'> {
    const { job, owner } = this.#beginning;
    const begun = await this.#asked(() => this.#recording.jobs.begin(this.#beginning));
    if (!begun?.begun) return begun ? 'taken' : 'untold';
    this.#run = { job, number: begun.number, owner };
    this.#beating = this.#beats(this.#run);
    return 'begun';
  }

  /** Says how the work ended, lets others tell of it while the run still goes on, and ends what was begun. */
  async finish(result: Result, thrown?: unknown, tell?: (worked: Worked) => Promise<void>): Promise<void> {
    const duration = Math.round(this.#recording.clock.elapsed() - this.#started);
    const why = thrown !== undefined && {
      error: secrets.redact(thrown instanceof PipelineError ? thrown.message : String(thrown)),
    };
    if (thrown !== undefined) this.#say(`${secrets.redact(told(thrown))}\n`);
    await tell?.({ result, duration, ...why });
    this.#over.abort();
    await this.#beating;
    const run = this.#run;
    this.#run = undefined;
    if (!run) return;
    const { records, setAside } = this.tally;
    const ending: Ending = { result, duration, records, setAside, log: this.log, pictures: this.pictures, ...why };
    await this.#asked(() => this.#recording.jobs.finish(run, ending));
  }

  readonly #say: TakeLine = (line) => void this.#tail.add(line);

  /** Says from time to time that the run goes on, and what it has said so far. */
  async #beats(run: OwnRun): Promise<void> {
    const { clock, jobs } = this.#recording;
    for (let said = '', wait = 0; ; wait = Math.min(BEAT, Math.max(FIRST_BEAT, 2 * wait))) {
      await clock.sleep(wait, this.#over.signal);
      if (this.#over.signal.aborted) return;
      const { text } = this.#tail;
      try {
        await (text === said ? jobs.beat(run) : jobs.beat(run, text));
        said = text;
      } catch {
        // The next one will say it. What is shown meanwhile is wrong at worst in that the run seems lost.
      }
    }
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const { clock, patient } = this.#recording;
    try {
      return await askedAgain(`what becomes of ${this.#beginning.job}`, ask, { clock, logger: this.logger, patient });
    } catch (thrown) {
      return this.#warn(thrown);
    }
  }

  #warn(thrown: unknown): undefined {
    if (!this.#warned) {
      this.logger.warn(
        { pipeline: this.#beginning.job, reason: messageOf(thrown) },
        'the store does not take what becomes of this run: "millrace jobs" will not show it as it was',
      );
    }
    this.#warned = true;
  }
}

/** A bug by its stack. */
const told = (thrown: unknown): string =>
  thrown instanceof Error && !(thrown instanceof PipelineError) ? (thrown.stack ?? thrown.message) : messageOf(thrown);
