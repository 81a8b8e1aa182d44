import type { Writable } from 'node:stream';
import { type Clock, type Duration, seconds } from '../../core/time.ts';
import type { Frame } from './frame.ts';

/** How long a stream may take nothing before it is ended. Looked at whenever the time is told. */
export const STUCK_MAX: Duration = seconds(30);
/** What a browser waits before it asks again after a lost connection, as the stream's first line tells it. */
const RETRY = Buffer.from('retry: 1000\n\n');

/** What streams are fed from. */
export interface Feed {
  since(number: number | undefined): readonly Frame[];
  /** The time of now, and the trouble there is. */
  time(): Buffer;
}

/**
 * Somebody who follows. Nothing is queued for one who does not take what was written: when they do, they get what leads
 * from what they have to what is then. So one of them holds one frame at most, beside what the system holds.
 */
export class Stream {
  readonly #response: Writable;
  readonly #feed: Feed;
  readonly #clock: Clock;
  #number: number | undefined;
  /** Since when it takes nothing. */
  #stuck: Duration | undefined;
  #timeDue = true;

  /** @param number What they have: of an id that they have shown. */
  constructor(response: Writable, feed: Feed, number: number | undefined, clock: Clock) {
    this.#response = response;
    this.#feed = feed;
    this.#clock = clock;
    this.#number = number;
    response.on('drain', () => {
      this.#stuck = undefined;
      this.update();
    });
    this.#write(RETRY);
    this.update();
  }

  /** Writes what they do not have yet, as far as they take it. */
  update(): void {
    if (!this.#open) return;
    if (this.#timeDue) {
      this.#timeDue = false;
      this.#write(this.#feed.time());
    }
    for (const { number, bytes } of this.#feed.since(this.#number)) {
      if (!this.#open) return;
      this.#number = number;
      this.#write(bytes);
    }
  }

  /** Tells the time, or ends who has not taken anything for too long. */
  tick(): void {
    this.#timeDue = true;
    if (this.#stuck !== undefined && this.#clock.elapsed() - this.#stuck >= STUCK_MAX) this.#response.destroy();
    else this.update();
  }

  end(): void {
    // Who does not take what there is would not take the end of it either.
    if (this.#response.writableLength > 0) this.#response.destroy();
    else this.#response.end();
  }

  get #open(): boolean {
    return this.#stuck === undefined && !this.#response.destroyed && !this.#response.writableEnded;
  }

  #write(bytes: Buffer): void {
    if (!this.#response.write(bytes)) this.#stuck = this.#clock.elapsed();
  }
}
