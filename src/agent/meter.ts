import type { Told } from '../logs/kinesis/write-options.ts';

/** What was done since something: counted up, or since the last report. */
export interface Figures {
  readonly recordsParsed: number;
  readonly bytesParsed: number;
  readonly recordsSent: number;
  readonly bytesSent: number;
  readonly recordSendAttempts: number;
  readonly recordSendErrors: number;
  readonly serviceErrors: number;
  /** Records in a row that could not be changed as asked; not a sum. */
  readonly consecutiveProcessingErrors: number;
}

/** Counts what a flow does. */
export class Meter {
  #figures: { -readonly [name in keyof Figures]: number } = none();
  #reported: Figures = none();

  parsed(bytes: number, unchanged: boolean): void {
    this.#figures.recordsParsed++;
    this.#figures.bytesParsed += bytes;
    this.#figures.consecutiveProcessingErrors = unchanged ? this.#figures.consecutiveProcessingErrors + 1 : 0;
  }

  put({ records, bytes, failed, answered }: Told): void {
    this.#figures.recordSendAttempts += records + failed;
    this.#figures.recordSendErrors += failed;
    this.#figures.recordsSent += records;
    this.#figures.bytesSent += bytes;
    if (!answered) this.#figures.serviceErrors++;
  }

  get all(): Figures {
    return { ...this.#figures };
  }

  /** What came to it since it was asked last. */
  takeNew(): Figures {
    const before = this.#reported;
    this.#reported = this.all;
    const grown = Object.entries(this.#reported).map(([name, n]) => [name, n - before[name as keyof Figures]]);
    const { consecutiveProcessingErrors } = this.#reported;
    return { ...(Object.fromEntries(grown) as unknown as Figures), consecutiveProcessingErrors };
  }
}

const none = (): Figures => ({
  recordsParsed: 0,
  bytesParsed: 0,
  recordsSent: 0,
  bytesSent: 0,
  recordSendAttempts: 0,
  recordSendErrors: 0,
  serviceErrors: 0,
  consecutiveProcessingErrors: 0,
});
