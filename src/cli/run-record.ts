import { messageOf, PipelineError, WorldError } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';
import { type Duration, seconds } from '../core/time.ts';
import { LogTail } from '../store/log-tail.ts';
import { type Ending, type JobsStore, KEEP, LOST_AFTER, type OwnRun, type Result } from '../store/store.ts';
import { keptLogger, type TakeLine } from './logger.ts';
import { secrets } from './secrets.ts';
import type { Session } from './session.ts';
import { Tally } from './tally.ts';
import { Unsuccessful } from './unsuccessful.ts';

const BEAT: Duration = LOST_AFTER / 6;
/** Between the first one, which comes at once, and the next; then twice as long each time, up to a beat. */
const FIRST_BEAT: Duration = seconds(1);
/** How often the store is asked to begin or to end a run, and how long it rests in between. */
const TRIES = 3;
const AGAIN: Duration = seconds(1);

type Recording = Pick<Session, 'clock' | 'logger' | 'level' | 'owner'>;

/**
 * Runs a job, and keeps in the store that it did, how it ended, and what it logged. Where the store does not take that,
 * one warning says so, and the job runs all the same.
 */
export async function recorded(
  job: string,
  jobs: JobsStore,
  session: Recording,
  work: (logger: Logger, tally: Tally) => Promise<Result>,
): Promise<void> {
  const record = new RunRecord(job, jobs, session);
  await record.begin('by hand');
  try {
    await record.finish(await work(record.logger, record.tally));
  } catch (thrown) {
    await record.finish(thrown instanceof Unsuccessful ? thrown.result : 'failed', thrown);
    throw thrown;
  }
}

class RunRecord {
  /** What is logged here is kept as well. */
  readonly logger: Logger;
  readonly tally = new Tally();
  readonly #job: string;
  readonly #jobs: JobsStore;
  readonly #session: Recording;
  readonly #tail = new LogTail();
  readonly #over = new AbortController();
  readonly #started: Duration;
  #run: OwnRun | undefined;
  #beating: Promise<void> | undefined;
  #warned = false;

  constructor(job: string, jobs: JobsStore, session: Recording) {
    this.#job = job;
    this.#jobs = jobs;
    this.#session = session;
    this.#started = session.clock.elapsed();
    this.logger = both(session.logger, keptLogger(session.level, this.#say));
  }

  async begin(cause: string): Promise<void> {
    const { owner } = this.#session;
    const begun = await this.#asked(() => this.#jobs.begin({ job: this.#job, cause, owner, keep: KEEP }));
    if (!begun?.begun) return;
    this.#run = { job: this.#job, number: begun.number, owner };
    this.#beating = this.#beats(this.#run);
  }

  /** Ends what was begun. */
  async finish(result: Result, thrown?: unknown): Promise<void> {
    this.#over.abort();
    await this.#beating;
    const run = this.#run;
    this.#run = undefined;
    if (!run) return;
    if (thrown !== undefined) this.#say(`${secrets.redact(told(thrown))}\n`);
    const duration = Math.round(this.#session.clock.elapsed() - this.#started);
    const { records, setAside } = this.tally;
    const why = thrown !== undefined && {
      error: secrets.redact(thrown instanceof PipelineError ? thrown.message : String(thrown)),
    };
    const ending: Ending = { result, duration, records, setAside, log: this.#tail.text, ...why };
    await this.#asked(() => this.#jobs.finish(run, ending));
  }

  readonly #say: TakeLine = (line) => void this.#tail.add(line);

  /** Says from time to time that the run goes on, and what it has said so far. */
  async #beats(run: OwnRun): Promise<void> {
    const { clock } = this.#session;
    for (let said = '', wait = 0; ; wait = Math.min(BEAT, Math.max(FIRST_BEAT, 2 * wait))) {
      await clock.sleep(wait, this.#over.signal);
      if (this.#over.signal.aborted) return;
      const { text } = this.#tail;
      try {
        await (text === said ? this.#jobs.beat(run) : this.#jobs.beat(run, text));
        said = text;
      } catch {
        // The next one will say it. What is shown meanwhile is wrong at worst in that the run seems lost.
      }
    }
  }

  /** What the world has failed is asked again, which is safe. */
  async #asked<T>(ask: () => Promise<T>): Promise<T | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (thrown) {
        if (!(thrown instanceof WorldError) || tries === TRIES) return this.#warn(thrown);
        await this.#session.clock.sleep(AGAIN);
      }
    }
  }

  #warn(thrown: unknown): undefined {
    if (!this.#warned) {
      this.logger.warn(
        { pipeline: this.#job, reason: messageOf(thrown) },
        'the store does not take what becomes of this run: "millrace jobs" will not show it as it was',
      );
    }
    this.#warned = true;
  }
}

/** A bug by its stack. */
const told = (thrown: unknown): string =>
  thrown instanceof Error && !(thrown instanceof PipelineError) ? (thrown.stack ?? thrown.message) : messageOf(thrown);

function both(one: Logger, other: Logger): Logger {
  const at = (level: keyof Logger) => (fields: object, message: string) => {
    one[level](fields, message);
    other[level](fields, message);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
