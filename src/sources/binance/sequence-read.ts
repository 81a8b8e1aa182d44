import type { Position, Read } from '../../core/record.ts';
import type { MarketEvent } from '../../market/events.ts';
import { Written } from './written.ts';

/** A read of a sequence. Positions are mostly asked for one after the other. */
export class SequenceRead implements Read<MarketEvent> {
  readonly items: readonly MarketEvent[];
  readonly position: Position;
  readonly #before: Written;
  /** After the items below `#done`. */
  #written: Written;
  #done = 0;

  constructor(items: readonly MarketEvent[], before: Written, position: Position) {
    this.items = items;
    this.position = position;
    this.#before = before;
    this.#written = new Written(before);
  }

  positionOf(i: number): Position {
    if (i < this.#done - 1) {
      this.#written = new Written(this.#before);
      this.#done = 0;
    }
    for (; this.#done <= i; this.#done++) {
      const item = this.items[this.#done];
      if (item) this.#written.add(item);
    }
    return this.#written.position;
  }
}
