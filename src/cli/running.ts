import { lastValueFrom, tap } from 'rxjs';
import type { Pipeline } from '../core/pipeline.ts';
import { type RunProgress, run } from '../runtime/run.ts';
import type { Store } from '../store/store.ts';
import type { Session } from './session.ts';

/** A pipeline that runs beside what else this process does. */
export class Running {
  /** Of the last commit. */
  progress: RunProgress | undefined;
  readonly #stop = new AbortController();
  readonly #failed = new AbortController();
  readonly #done: Promise<void>;

  constructor(pipeline: Pipeline, session: Session, store: Store) {
    const running = run(pipeline, { ...session, store, signal: this.#stop.signal }).pipe(
      tap((progress) => {
        this.progress = progress;
      }),
    );
    this.#done = lastValueFrom(running, { defaultValue: undefined }).then(() => {});
    this.#done.catch(() => this.#failed.abort());
  }

  /** Aborted when it failed; `stop` then rejects with why. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Resolves when what it had in hand is committed. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.#done;
  }
}
