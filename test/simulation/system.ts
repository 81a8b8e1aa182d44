import type { Subscription } from 'rxjs';
import { PipelineError } from '../../src/core/errors.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Source } from '../../src/core/source.ts';
import type { Clock } from '../../src/core/time.ts';
import { run } from '../../src/runtime/run.ts';
import type { Store } from '../../src/store/store.ts';
import type { Random } from '../support/random.ts';
import { overNetwork, type Process } from './process.ts';
import { shardedLog } from './source.ts';
import type { Shard } from './world.ts';

export type Make = (source: Source<LogRecord>, process: Process) => Pipeline;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** The processes that run the pipeline, one after the other and, where one stands still, side by side. */
export class System {
  failure: unknown;
  readonly #live: { process: Process; stop: AbortController; subscription: Subscription; over: boolean }[] = [];
  #calm = false;
  #started = 0;
  readonly #shards: readonly Shard[];
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #chaos: Random;
  readonly #make: Make;

  constructor(shards: readonly Shard[], store: Store, clock: Clock, chaos: Random, make: Make) {
    this.#shards = shards;
    this.#store = store;
    this.#clock = clock;
    this.#chaos = chaos;
    this.#make = make;
  }

  start(): void {
    const process: Process = { clock: this.#clock, faults: { on: !this.#calm }, frozenUntil: 0, killed: false };
    const stop = new AbortController();
    const one = this.#make(shardedLog(this.#shards, process, this.#chaos), process);
    const live = { process, stop, subscription: undefined as unknown as Subscription, over: false };
    live.subscription = run(one, {
      store: overNetwork(this.#store, process, this.#chaos),
      clock: this.#clock,
      logger: quiet,
      logUrl: 'file:.',
      signal: stop.signal,
      owner: `process-${this.#started++}`,
      leaseSpan: 1_500,
      limits: { commitEvery: 150, pauseAfter: 15, verifyEvery: 500, dirtyMax: 20 },
    }).subscribe({
      complete: () => {
        live.over = true;
      },
      error: (thrown: unknown) => {
        live.over = true;
        // Fenced, moved: what a zombie is told. Its supervisor starts another one.
        if (!(thrown instanceof PipelineError)) this.failure = thrown;
        else if (!stop.signal.aborted) this.start();
      },
    });
    this.#live.push(live);
  }

  kill(): void {
    const live = this.#pick();
    if (!live) return;
    live.process.killed = true;
    live.subscription.unsubscribe();
    live.over = true;
  }

  freeze(span: number): void {
    const live = this.#pick();
    if (live) live.process.frozenUntil = this.#clock.now() + span;
  }

  stop(): void {
    this.#pick()?.stop.abort();
  }

  /** From here on the network and the store fail nobody. */
  calm(): void {
    this.#calm = true;
    for (const { process } of this.#live) process.faults.on = false;
  }

  /** Waits until all that is in the log is committed and told, and a little longer for what comes late; then stops. */
  async finish(): Promise<boolean> {
    const deadline = this.#clock.now() + 120_000;
    let done = false;
    while (!done && !this.failure && this.#clock.now() < deadline) {
      await this.#clock.sleep(200);
      done = (await this.#consumed()) && (await this.#told());
    }
    for (const { stop } of this.#live) stop.abort();
    await this.#clock.sleep(15_000);
    return done && !this.failure && (await this.#consumed());
  }

  async #consumed(): Promise<boolean> {
    const roster = await this.#store.roster({ pipeline: 'simulated', version: 1 });
    return this.#shards.every(({ id, ended, entries }) => {
      const enrolled = roster.find(({ partition }) => partition === id);
      if (ended) return enrolled?.ended;
      return entries.length === 0 ? enrolled !== undefined : enrolled?.position === String(entries.length - 1);
    });
  }

  async #told(): Promise<boolean> {
    return (await this.#store.undelivered('simulated', 'people', 1)).length === 0;
  }

  #pick() {
    const running = this.#live.filter(({ over }) => !over);
    return running.length > 0 ? this.#chaos.pick(running) : undefined;
  }
}
