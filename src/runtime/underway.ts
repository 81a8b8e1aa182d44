/** The asynchronous work of a run, so that what ends the run can wait until all of it has closed what it had open. */
export class Underway {
  readonly #work = new Set<Promise<unknown>>();

  add(work: Promise<unknown>): void {
    this.#work.add(work);
    const over = () => void this.#work.delete(work);
    work.then(over, over);
  }

  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
