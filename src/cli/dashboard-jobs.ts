import { messageOf, PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { JobRunner } from '../dashboard/world.ts';
import { type Job, jobOf } from '../runtime/schedule/job.ts';
import { notGiven } from '../runtime/wanted-secrets.ts';
import type { Store } from '../store/store.ts';
import { refuseJobUnready } from './job-ready.ts';
import { runByHand } from './job-run.ts';
import type { Session } from './session.ts';

/** Runs that go on at a time, at most. */
const AT_ONCE = 4;

interface Here extends Session {
  readonly store: Store;
  /** Aborted: what goes on commits what it has in hand, and ends; nothing more is begun. */
  readonly signal: AbortSignal;
}

/** Runs jobs whenever somebody at the dashboard wants it, in this process, each as `millrace jobs run` does. */
export class DashboardJobs implements JobRunner {
  readonly #pipelines: readonly Pipeline[];
  readonly #here: Here;
  /** By the names of their jobs. */
  readonly #going = new Map<string, Promise<void>>();
  #runs = 0;

  constructor(pipelines: readonly Pipeline[], here: Here) {
    this.#pipelines = pipelines;
    this.#here = here;
  }

  refusal(name: string): string | undefined {
    try {
      this.#refuse(name);
      const { pipeline, notify } = this.#job(name);
      const messages = pipeline.destinations.filter((one) => one.kind === 'messages');
      return notGiven([...messages, ...notify], this.#here.secrets)[0];
    } catch (thrown) {
      if (thrown instanceof PipelineError) return thrown.message;
      throw thrown;
    }
  }

  async run(name: string): Promise<number | undefined> {
    this.#refuse(name);
    const { store, owner, logger } = this.#here;
    const begun = Promise.withResolvers<number | undefined>();
    const work = async () => {
      const job = this.#job(name);
      await refuseJobUnready(job, this.#here, store);
      // An owner of its own for each run: who begins again as the same one gets the run that there is.
      const world = { ...this.#here, owner: `${owner}/${++this.#runs}` };
      await runByHand(job, world, { cause: 'by the dashboard', begun: begun.resolve });
    };
    const going = work().catch((thrown: unknown) => {
      begun.reject(thrown);
      const stack = thrown instanceof PipelineError ? undefined : thrown instanceof Error && thrown.stack;
      logger.warn({ pipeline: name, reason: messageOf(thrown), ...(stack && { stack }) }, 'not run, or failed');
    });
    this.#going.set(name, going);
    void going.then(() => this.#going.delete(name));
    return begun.promise;
  }

  /** Resolves when all have ended, which they do once the signal is aborted. */
  async ended(): Promise<void> {
    await Promise.all(this.#going.values());
  }

  #job(name: string): Job {
    const pipeline = this.#pipelines.find((one) => one.name === name);
    if (pipeline) return jobOf(pipeline);
    throw new PipelineError('MISSING', `There is no job ${name} here.`);
  }

  #refuse(name: string): void {
    if (this.#here.signal.aborted)
      throw new PipelineError('LIMIT', 'The dashboard is being stopped: nothing is begun.');
    if (this.#going.has(name)) throw new PipelineError('LIMIT', `${name} runs already: a run of it goes on here.`);
    if (this.#going.size < AT_ONCE) return;
    const names = [...this.#going.keys()].join(', ');
    throw new PipelineError('LIMIT', `${AT_ONCE} jobs run from here, which is as many as may: ${names}. Wait for one.`);
  }
}
