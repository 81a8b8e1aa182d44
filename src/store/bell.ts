/** Rung when a pipeline has changed, heard by those in this process who hold the same bell. */
export class Bell {
  readonly #hearers = new Map<string, Set<() => void>>();

  ring(pipeline: string): void {
    for (const hear of this.#hearers.get(pipeline) ?? []) hear();
  }

  ringAll(): void {
    for (const pipeline of this.#hearers.keys()) this.ring(pipeline);
  }

  /**
   * Yields once when it listens, then after each ring, those that came while nobody waited as one. Ends when the signal
   * is aborted. `nap`: how long to wait for a ring before it yields without one; it is over at once when `rung`.
   */
  async *rings(
    pipeline: string,
    signal: AbortSignal,
    nap: (rung: AbortSignal) => Promise<void> = untilRung,
  ): AsyncGenerator<void> {
    let rung = new AbortController();
    const hear = () => rung.abort();
    this.#add(pipeline, hear);
    signal.addEventListener('abort', hear);
    try {
      while (!signal.aborted) {
        yield;
        if (!signal.aborted) await nap(rung.signal);
        // Before what rang is read: a ring in the midst of that is for the next time.
        rung = new AbortController();
      }
    } finally {
      signal.removeEventListener('abort', hear);
      this.#remove(pipeline, hear);
    }
  }

  #add(pipeline: string, hear: () => void): void {
    const hearers = this.#hearers.get(pipeline) ?? new Set();
    this.#hearers.set(pipeline, hearers.add(hear));
  }

  #remove(pipeline: string, hear: () => void): void {
    const hearers = this.#hearers.get(pipeline);
    hearers?.delete(hear);
    if (hearers?.size === 0) this.#hearers.delete(pipeline);
  }
}

const untilRung = (rung: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (rung.aborted) resolve();
    else rung.addEventListener('abort', () => resolve(), { once: true });
  });
