import { eventOf, type Frame } from './frame.ts';
import { patchOf } from './patch.ts';

/** How many patches are kept for those who come back, and how many bytes of them. */
export const RING_MAX = 256;
export const RING_BYTES = 1024 * 1024;

/**
 * A document as it changes: the whole of it, and its last patches. Each is made into bytes once, whoever gets them.
 * A change whose patch would be longer than the document is the document, and nobody is led past it by patches.
 */
export class Edition {
  /** No other edition has it, so that a number of another one is never taken for one of this. */
  readonly epoch: string;
  #number = 0;
  #document: object | undefined;
  #json = '';
  #whole: Frame | undefined;
  /** Without a gap, and up to `#number`. */
  #ring: Frame[] = [];
  #bytes = 0;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  /** Takes the document as it is now; true where that is news. */
  take(now: object): boolean {
    const json = JSON.stringify(now);
    if (json === this.#json) return false;
    // What JSON makes of it is what others have; and whoever read it may change it.
    const document: object = JSON.parse(json);
    const patch = this.#document && patchOf(this.#document, document);
    if (patch === '[]') return false;
    this.#document = document;
    this.#json = json;
    this.#whole = undefined;
    this.#number++;
    if (patch !== undefined && patch.length < json.length) this.#keep(eventOf('patch', patch, this.#id));
    else this.#forget();
    return true;
  }

  /**
   * What leads from the number to now, in order; the whole document where there is no number, where the ring does not
   * reach, and where it is the shorter way. Nothing where there is nothing new, or no document yet.
   */
  since(number: number | undefined): readonly Frame[] {
    if (this.#number === 0 || number === this.#number) return [];
    const first = this.#number - this.#ring.length;
    if (number === undefined || number < first || number > this.#number) return [this.#wholeFrame];
    const frames = this.#ring.slice(number - first);
    const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
    return bytes > this.#json.length && bytes > this.#wholeFrame.bytes.length ? [this.#wholeFrame] : frames;
  }

  /** The number of an id that this edition has given; undefined for any other text. */
  numberOf(id: string | undefined): number | undefined {
    const [, epoch, number] = id?.match(/^(.+)\/([0-9]{1,15})$/) ?? [];
    return epoch === this.epoch && Number(number) <= this.#number ? Number(number) : undefined;
  }

  /** The bytes of patches that are kept. */
  get kept(): number {
    return this.#bytes;
  }

  get #wholeFrame(): Frame {
    this.#whole ??= { number: this.#number, bytes: eventOf('document', this.#json, this.#id) };
    return this.#whole;
  }

  get #id(): string {
    return `${this.epoch}/${this.#number}`;
  }

  #keep(bytes: Buffer): void {
    this.#ring.push({ number: this.#number, bytes });
    this.#bytes += bytes.length;
    while (this.#ring.length > RING_MAX || this.#bytes > RING_BYTES) {
      this.#bytes -= this.#ring.shift()?.bytes.length ?? 0;
    }
  }

  #forget(): void {
    this.#ring = [];
    this.#bytes = 0;
  }
}
