import { messageOf } from '../core/errors.ts';
import type { Notice } from '../core/notice.ts';
import { iso } from '../core/time.ts';
import type { RunOptions } from '../runtime/run.ts';
import type { Job } from '../runtime/schedule/job.ts';
import { LOOKED_BACK, occasionOf } from '../runtime/schedule/occasion.ts';
import { tell } from '../runtime/schedule/tell.ts';
import type { Run } from '../store/store.ts';
import { askedAgain } from './asked-again.ts';
import type { RunRecord, Worked } from './run-record.ts';

type World = Pick<RunOptions, 'clock' | 'signal' | 'store'> & Required<Pick<RunOptions, 'secrets'>>;

/** Tells people of the runs of a job, as far as it asks for that. */
export class Notices {
  readonly #job: Job;
  readonly #cause: string;
  readonly #record: RunRecord;
  readonly #world: World;

  constructor(job: Job, cause: string, record: RunRecord, world: World) {
    this.#job = job;
    this.#cause = cause;
    this.#record = record;
    this.#world = world;
  }

  /** Of the run before, where it was lost: who ran it can tell no more. To be said when the next one has begun. */
  async ofLost(): Promise<void> {
    await this.#told(async () => {
      const [lost, ...earlier] = await this.#before();
      if (lost?.state !== 'lost') return;
      const { number, cause, started, duration } = lost;
      const at = started + duration;
      const run = await this.#asked(() => this.#world.store.jobs.run(this.#job.name, number));
      const detail = `not heard of since ${iso(at)}`;
      await this.#tell('lost', earlier, {
        at,
        run: { number, cause, duration },
        detail,
        log: run?.log ?? '',
        pictures: [],
      });
    });
  }

  /** Of the run that has done its work, before its end is written: who is killed in between is lost, and told of. */
  async ofEnd({ result, duration, error }: Worked): Promise<void> {
    await this.#told(async () => {
      const { number, log, pictures } = this.#record;
      if (number === undefined || result === 'stopped') return;
      const run = { number, cause: this.#cause, duration };
      const told = { at: this.#world.clock.now(), run, log, pictures, ...(error !== undefined && { detail: error }) };
      await this.#tell(result, await this.#before(), told);
    });
  }

  async #tell(
    state: Run['state'],
    before: readonly Run[],
    what: Omit<Notice, 'id' | 'of' | 'occasion'>,
  ): Promise<void> {
    const { clock, signal, secrets } = this.#world;
    const { name, notify } = this.#job;
    const occasion = occasionOf(state, before);
    if (occasion === undefined) return;
    const notice = { id: `${name}/${what.run.number}/${occasion}`, of: name, occasion, ...what };
    await tell(notice, notify, { clock, signal, secrets, logger: this.#record.logger });
  }

  #before(): Promise<readonly Run[]> {
    const page = { limit: LOOKED_BACK, before: this.#record.number };
    return this.#asked(() => this.#world.store.jobs.runs(this.#job.name, page));
  }

  #asked<T>(ask: () => Promise<T>): Promise<T> {
    const { clock, signal } = this.#world;
    const { logger } = this.#record;
    return askedAgain(`the runs of ${this.#job.name}`, ask, { clock, logger, patient: signal });
  }

  /** That people cannot be told is no reason for a job to fail. */
  async #told(work: () => Promise<void>): Promise<void> {
    if (this.#job.notify.length === 0 || this.#record.number === undefined) return;
    try {
      await work();
    } catch (thrown) {
      this.#record.logger.warn({ pipeline: this.#job.name, reason: messageOf(thrown) }, 'people were not told');
    }
  }
}
