import type { Writable } from 'node:stream';
import { type Clock, type Duration, seconds } from '../../core/time.ts';
import type { Edition } from './edition.ts';
import { eventOf, type Frame } from './frame.ts';
import { type Reader, reading } from './reading.ts';
import type { LiveSource } from './source.ts';
import { type Feed, Stream } from './stream.ts';
import { type LiveWorld, type Part, Troubles } from './troubles.ts';

/** How often the time is told. */
export const TICK: Duration = seconds(5);

/** A document and all who follow it. It is read from `run` on, until it is ended. */
export class Topic implements Feed, Reader {
  readonly edition: Edition;
  readonly clock: Clock;
  readonly #source: LiveSource;
  readonly #troubles: Troubles;
  readonly #streams = new Set<Stream>();
  readonly #over = new AbortController();

  constructor(name: string, source: LiveSource, edition: Edition, world: LiveWorld) {
    this.edition = edition;
    this.clock = world.clock;
    this.#source = source;
    this.#troubles = new Troubles(name, world, () => this.#tick());
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Resolves when it is ended and its source no longer tells of changes. */
  async run(): Promise<void> {
    const { signal } = this.#over;
    await Promise.all([reading(this.#source, this, signal), this.#ticking(signal)]);
  }

  /** Lets somebody follow; `gone` is called when they are no longer there. */
  add(response: Writable, lastEventId: string | undefined, gone: () => void): void {
    const stream = new Stream(response, this, this.edition.numberOf(lastEventId), this.clock);
    this.#streams.add(stream);
    // That they are gone is all there is to know of a connection that was lost.
    response.on('error', () => {});
    response.once('close', () => {
      this.#streams.delete(stream);
      gone();
    });
  }

  end(): void {
    this.#over.abort();
    for (const stream of this.#streams) stream.end();
  }

  since(number: number | undefined): readonly Frame[] {
    return this.edition.since(number);
  }

  time(): Buffer {
    return eventOf('time', JSON.stringify({ now: this.clock.now(), ...this.#troubles.now }));
  }

  take(document: object): void {
    if (this.edition.take(document)) for (const stream of this.#streams) stream.update();
  }

  failed(part: Part, thrown: unknown): void {
    this.#troubles.failed(part, thrown);
  }

  well(part: Part): void {
    this.#troubles.well(part);
  }

  async #ticking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.clock.sleep(TICK, signal);
      if (!signal.aborted) this.#tick();
    }
  }

  #tick(): void {
    for (const stream of this.#streams) stream.tick();
  }
}
