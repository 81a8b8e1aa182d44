import { type Duration, seconds } from '../../core/time.ts';

/** What a shard takes in a second. */
const RECORDS = 1_000;
const BYTES = 1 << 20;
/** What is left over is kept for so much of a second: after a pause no second takes much more than any other. */
const BURST = 0.25;
/** What has run out is waited for until so much of it is there again: requests of one record each would be many. */
const SHARE = 0.1;

/**
 * What may be put into one shard by now: as much as it takes in a quarter of a second at once, and then as it refills.
 * What is put when there is anything left may exceed it, so that the largest record passes; that is owed then.
 */
export class Budget {
  #records = RECORDS * BURST;
  #bytes = BYTES * BURST;
  #at: Duration;
  #out = false;

  constructor(now: Duration) {
    this.#at = now;
  }

  /** How long until something may be put; 0 for now. */
  wait(now: Duration): Duration {
    const passed = (now - this.#at) / seconds(1);
    this.#records = Math.min(RECORDS * BURST, this.#records + passed * RECORDS);
    this.#bytes = Math.min(BYTES * BURST, this.#bytes + passed * BYTES);
    this.#at = now;
    this.#out ||= this.#records < 1 || this.#bytes < 1;
    const owed = this.#out ? Math.max(SHARE - this.#records / RECORDS, SHARE - this.#bytes / BYTES, 0) : 0;
    this.#out = owed > 0;
    return Math.ceil(owed * seconds(1));
  }

  spend(bytes: number): void {
    this.#records--;
    this.#bytes -= bytes;
  }
}
