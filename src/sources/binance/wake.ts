/** Lets one wait until another has something. */
export class Wake {
  #wake = (): void => {};

  up(): void {
    this.#wake();
  }

  /** Resolves at the next `up`, or when the signal is aborted. */
  sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        signal.removeEventListener('abort', this.#wake);
        this.#wake = () => {};
        resolve();
      };
      signal.addEventListener('abort', this.#wake);
    });
  }
}
