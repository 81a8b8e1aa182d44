import type { Clock, Duration } from '../../core/time.ts';

/** Remembers that something was told until one who waits has heard it. One waits at a time. */
export class Told {
  #told = false;
  #wake: (() => void) | undefined;

  tell(): void {
    this.#told = true;
    this.#wake?.();
  }

  /** Resolves when it is told, at once if it was since the last time, or after `span`. */
  async within(span: Duration, clock: Clock): Promise<void> {
    if (!this.#told) {
      const awake = new AbortController();
      this.#wake = () => awake.abort();
      await clock.sleep(span, awake.signal);
      this.#wake = undefined;
    }
    this.#told = false;
  }
}
