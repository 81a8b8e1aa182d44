import { PipelineError } from '../core/errors.ts';
import type { Scope } from '../store/store.ts';
import { goesOn, type Live, launch } from './launch.ts';
import { positionAt } from './shards.ts';
import { LATEST, LEASE, PATIENCE } from './weather.ts';
import type { World } from './world.ts';

/** Processes side by side, at most: the one that works, those that stand still, and who waits for them. */
const LIVE = 4;
/** How often one looks at them. */
const LOOK = 200;

/** The processes that run the pipeline, one after the other and, where one stands still, side by side. */
export class System {
  /** What ended a run that nothing in the world explains. */
  failure: { readonly thrown: unknown } | undefined;
  readonly #world: World;
  readonly #scope: Scope;
  readonly #processes: Live[] = [];
  /** A job has come to its end, and nobody has begun it anew since and not come there. */
  #completed = false;
  #done = false;

  constructor(world: World) {
    this.#world = world;
    this.#scope = { pipeline: world.subject.pipeline.name, version: 1 };
  }

  /**
   * Runs until all that is in the log is committed and told, and a little longer for what comes late. False if it does
   * not come to that. `looked` is called now and then.
   */
  async finish(looked: () => Promise<void>): Promise<boolean> {
    const { clock, faults } = this.#world;
    const deadline = clock.now() + PATIENCE;
    while (!this.#done && !this.failure && clock.now() < deadline) {
      if (this.#live.length === 0 && !this.#completed) this.#start();
      await clock.sleep(LOOK);
      await this.#meddle();
      await looked();
      this.#done = await this.#isDone();
    }
    faults.calm();
    for (const { stop } of this.#processes) stop.abort();
    await clock.sleep(4 * LATEST);
    return this.#done && !this.failure;
  }

  get #live(): readonly Live[] {
    return this.#processes.filter(({ over }) => !over);
  }

  #start(): void {
    const live = launch(`process-${this.#processes.length}`, this.#world, {
      lost: () => {
        this.#completed = false;
        this.#another();
      },
      completed: () => {
        this.#completed = this.#world.subject.pipeline.source.bounded && !live.stop.signal.aborted;
      },
      failed: (thrown) => {
        this.#completed = false;
        // Fenced, moved: what a zombie is told. Its supervisor starts another one.
        if (thrown instanceof PipelineError && ['FENCED', 'MOVED'].includes(thrown.code)) this.#another();
        else this.failure ??= { thrown };
      },
    });
    this.#processes.push(live);
  }

  /** Another process takes its turn, as a supervisor sees to it. */
  #another(): void {
    const { clock, random } = this.#world;
    void clock.sleep(random.integer(0, LEASE)).then(() => {
      if (!this.#done && !this.#completed && this.#live.length < LIVE) this.#start();
    });
  }

  /** Stops a runner as people do, or takes a partition from it as another scheduler might. */
  async #meddle(): Promise<void> {
    const { faults, weather, random, store, subject } = this.#world;
    if (goesOn(subject.pipeline) || this.#live.length === 0) return;
    if (faults.strikes('runner stopped', weather.chance.move)) {
      random.pick(this.#live).stop.abort();
      this.#another();
    }
    const roster = await store.roster(this.#scope);
    const open = roster.filter(({ ended, commits }) => !ended && commits > 0);
    if (open.length === 0 || !faults.strikes('partition taken by another', weather.chance.move)) return;
    await store.open(this.#scope, random.pick(open).partition, 'another');
  }

  async #isDone(): Promise<boolean> {
    const { shards, store, subject } = this.#world;
    if (subject.pipeline.source.bounded) return this.#completed && this.#live.length === 0;
    const roster = new Map((await store.roster(this.#scope)).map((one) => [one.partition, one]));
    const consumed = shards.every(({ id, records, children }) => {
      const enrolled = roster.get(id);
      if (children) return enrolled?.ended;
      return records.length === 0 ? enrolled !== undefined : enrolled?.position === positionAt(records.length);
    });
    if (!consumed) return false;
    const { destinations, name } = subject.pipeline;
    const waiting = await Promise.all(destinations.map((to) => store.undelivered(name, to.name, 1)));
    return waiting.every((messages) => messages.length === 0);
  }
}
