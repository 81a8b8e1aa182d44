import type { Picture } from '../core/picture.ts';

/** What a run holds until it ends; a store keeps fewer still. */
const MOST = { pictures: 100, bytes: 32 << 20 };

/** The pictures that a run has made by now, the last one of each name. */
export class HeldPictures {
  readonly #held = new Map<string, Picture>();
  #bytes = 0;

  get all(): readonly Picture[] {
    return [...this.#held.values()];
  }

  /** False where it is one too many, or too large beside the others. */
  add(picture: Picture): boolean {
    const { name, data } = picture;
    const bytes = this.#bytes - (this.#held.get(name)?.data.length ?? 0) + data.length;
    if (bytes > MOST.bytes || (this.#held.size >= MOST.pictures && !this.#held.has(name))) return false;
    this.#held.set(name, picture);
    this.#bytes = bytes;
    return true;
  }
}
