import { collectDefaultMetrics, Registry } from 'prom-client';
import { messageOf } from '../../core/errors.ts';
import { type Duration, seconds } from '../../core/time.ts';
import { jobs } from '../documents/jobs.ts';
import { readPipeline } from '../documents/shown-pipeline.ts';
import type { World } from '../world.ts';
import { jobMetrics } from './jobs.ts';
import { ownMetrics } from './own.ts';
import { pipelineMetrics } from './pipelines.ts';

/** The store is read at most so often, however often it is scraped, and for so long at most. */
const EVERY: Duration = seconds(1);
const PATIENCE: Duration = seconds(5);

/** All that is measured, in the text format of Prometheus; in a registry of its own. */
export class Scrapes {
  readonly #world: World;
  readonly #registry = new Registry();
  readonly #pipelines = pipelineMetrics(this.#registry);
  readonly #jobs = jobMetrics(this.#registry);
  readonly #own = ownMetrics(this.#registry);
  #reading: Promise<boolean> = Promise.resolve(false);
  #idle = true;
  #at: Duration = Number.NEGATIVE_INFINITY;

  constructor(world: World) {
    this.#world = world;
    collectDefaultMetrics({ register: this.#registry, prefix: 'millrace_' });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Never fails because of the store: where it is away, that is what is told, and nothing of what is in it. */
  async text(): Promise<string> {
    this.#own(this.#world, await this.#up());
    return this.#registry.metrics();
  }

  close(): void {
    this.#registry.clear();
  }

  async #up(): Promise<boolean> {
    const { clock } = this.#world;
    const now = clock.elapsed();
    // A store that does not answer is not asked a second time.
    if (this.#idle && now - this.#at >= EVERY) {
      this.#at = now;
      this.#idle = false;
      this.#reading = this.#collect().finally(() => {
        this.#idle = true;
      });
    }
    const over = new AbortController();
    const late = clock.sleep(PATIENCE, over.signal).then(() => false);
    const up = await Promise.race([this.#reading, late]);
    over.abort();
    if (!up) this.#tell([], []);
    return up;
  }

  async #collect(): Promise<boolean> {
    const { pipelines, logger } = this.#world;
    try {
      const read = await Promise.all(pipelines.map((one) => readPipeline(this.#world, one)));
      this.#tell(read, (await jobs.read(this.#world)).jobs);
      return true;
    } catch (thrown) {
      logger.debug({ reason: messageOf(thrown) }, 'the store cannot be read for metrics');
      return false;
    }
  }

  #tell(read: Parameters<ReturnType<typeof pipelineMetrics>>[0], of: Parameters<ReturnType<typeof jobMetrics>>[0]) {
    this.#pipelines(read, this.#world.clock.now());
    this.#jobs(of);
  }
}
