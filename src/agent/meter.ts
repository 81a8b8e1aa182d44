import type { PutRequest } from '../logs/kinesis/put-request.ts';
import type { Backlog } from '../logs/tail/options.ts';

/** What a flow has come to since its process began. */
export interface Counts {
  readonly parsed: number;
  readonly parsedBytes: number;
  readonly sent: number;
  readonly sentBytes: number;
  /** Records in requests, each as often as it was in one. */
  readonly attempts: number;
  /** Those of them that were not taken. */
  readonly errors: number;
  /** Requests that failed as a whole, but for throttles. */
  readonly serviceErrors: number;
  /** Records that were sent as they were, cut or left out, each of which the log tells. */
  readonly warnings: number;
}

export const NOTHING: Counts = {
  parsed: 0,
  parsedBytes: 0,
  sent: 0,
  sentBytes: 0,
  attempts: 0,
  errors: 0,
  serviceErrors: 0,
  warnings: 0,
};

/** Counts what a flow does, for whoever watches: no result depends on it, and a restart begins at 0. */
export class Meter {
  counts: Counts = NOTHING;
  /** Requests in a row, up to the last one, that failed as a whole. */
  failures = 0;
  #unread: Backlog = { files: 0, bytes: 0 };
  /** Of what was parsed, what a commit has followed: it is not read again. */
  #settled = { parsed: 0, parsedBytes: 0 };

  /** What is not read yet, as the files tell. */
  set unread(unread: Backlog) {
    this.#unread = unread;
  }

  /** What is not sent yet, read or not. */
  get backlog(): Backlog {
    const { files, bytes } = this.#unread;
    return { files, bytes: bytes + this.counts.parsedBytes - this.#settled.parsedBytes };
  }

  /** All that was parsed is sent, and committed. */
  settle(): void {
    const { parsed, parsedBytes } = this.counts;
    this.#settled = { parsed, parsedBytes };
  }

  /** The files are read from the last commit on, again where there was anything behind it. */
  begin(): void {
    this.counts = { ...this.counts, ...this.#settled };
  }

  add(more: Partial<Counts>): void {
    this.counts = combined(this.counts, { ...NOTHING, ...more }, (a, b) => a + b);
  }

  put({ sent, failed, failure }: PutRequest): void {
    this.failures = failure === undefined ? 0 : this.failures + 1;
    this.add({
      sent: sent.records,
      sentBytes: sent.bytes,
      attempts: sent.records + failed.records,
      errors: failed.records,
      serviceErrors: failure === 'other' ? 1 : 0,
    });
  }
}

export const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce((sum, one) => combined(sum, one, (a, b) => a + b), NOTHING);

export const difference = (now: Counts, before: Counts): Counts => combined(now, before, (a, b) => a - b);

function combined(a: Counts, b: Counts, combine: (a: number, b: number) => number): Counts {
  const names = Object.keys(NOTHING) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, combine(a[name], b[name])])) as unknown as Counts;
}
