import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { type Clock, type Duration, seconds } from '../core/time.ts';
import type { StoreReader } from '../store/store.ts';
import { Watched } from './watched.ts';

/** How often each pipeline is looked at. */
const EVERY: Duration = seconds(1);

interface Watches {
  readonly store: StoreReader;
  readonly clock: Clock;
  readonly pipelines: readonly Pipeline[];
}

/** Looks at all pipelines from time to time, whether or not somebody looks at the dashboard. */
export class Watching {
  readonly #world: Watches;
  readonly #watched: ReadonlyMap<string, Watched>;

  constructor(world: Watches) {
    this.#world = world;
    this.#watched = new Map(world.pipelines.map(({ name }) => [name, new Watched()]));
  }

  /** Records a second of a pipeline, and for how long it has committed nothing; of what is not known nothing. */
  of(pipeline: string): { readonly rate: number | undefined; readonly quiet: Duration | undefined } {
    const watched = this.#watched.get(pipeline);
    return { rate: watched?.rate, quiet: watched?.quiet(this.#world.clock.elapsed()) };
  }

  /**
   * Until the signal is aborted; then it ends when what was asked has been answered, be it by a store that is closed. A
   * store that cannot be read is asked again; anything else that fails is a bug.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [pipeline, watched] of this.#watched) {
        if (!signal.aborted) await this.#look(pipeline, watched, signal);
      }
      await this.#world.clock.sleep(EVERY, signal);
    }
  }

  async #look(pipeline: string, watched: Watched, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#world;
    try {
      const registered = await store.registered(pipeline);
      if (!registered) return;
      const { scope } = registered;
      const [roster, { records = 0 }] = await Promise.all([store.roster(scope), store.counts(scope)]);
      const commits = roster.reduce((sum, one) => sum + one.commits, 0);
      watched.take(clock.elapsed(), { version: scope.version, records, commits });
    } catch (thrown) {
      if (!(thrown instanceof PipelineError) && !signal.aborted) throw thrown;
      watched.lose();
    }
  }
}
