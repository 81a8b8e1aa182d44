import { type Observable, Subject } from 'rxjs';
import type { Batch } from '../core/batch.ts';
import type { Pipeline } from '../core/pipeline.ts';

/** A pipeline's operators, subscribed once: a batch goes in, and its one answer comes out before `push` returns. */
export class Flow {
  readonly #input = new Subject<Batch<unknown>>();
  readonly #answers: Batch<unknown>[] = [];
  #failure: { readonly thrown: unknown } | undefined;

  constructor({ operators }: Pipeline) {
    // The builder has checked that each operator takes what the one before gives.
    const steps = operators as unknown as readonly ((
      source: Observable<Batch<unknown>>,
    ) => Observable<Batch<unknown>>)[];
    const output = steps.reduce<Observable<Batch<unknown>>>((source, step) => step(source), this.#input);
    output.subscribe({
      next: (batch) => this.#answers.push(batch),
      error: (thrown) => {
        this.#failure = { thrown };
      },
    });
  }

  /** Throws what an operator throws: no event is to blame for it, so it ends the process. */
  push(batch: Batch<unknown>): Batch<unknown> {
    this.#answers.length = 0;
    this.#input.next(batch);
    if (this.#failure) throw this.#failure.thrown;
    const [answer] = this.#answers;
    if (this.#answers.length !== 1 || answer?.read !== batch.read) {
      throw new Error(`The operators gave ${this.#answers.length} batches for one, or one of another read.`);
    }
    return answer;
  }

  close(): void {
    this.#input.complete();
  }
}
