import type { Position, Read } from '../core/record.ts';
import type { Reader, Source } from '../core/source.ts';
import { wrapped } from '../core/wrapped.ts';

/**
 * The source with its reads cut and joined anew, each of `size` items but the last: results must not depend on it. For
 * bounded sources; with Infinity all that there is comes in one read, and is held in memory.
 */
export const rebatched = <T>(source: Source<T>, size: number): Source<T> =>
  wrapped(source, (reader) => new Rebatched(reader, size));

interface Item<T> {
  readonly item: T;
  readonly position: Position;
}

class Rebatched<T> implements Reader<T> {
  readonly #reader: Reader<T>;
  readonly #size: number;
  /** Read, and not yet handed on. */
  #waiting: Item<T>[] = [];
  #last: Read<T> | undefined;

  constructor(reader: Reader<T>, size: number) {
    this.#reader = reader;
    this.#size = size;
  }

  async next(signal: AbortSignal): Promise<Read<T>> {
    while (this.#waiting.length < this.#size && !this.#last?.ended) {
      const read = await this.#reader.next(signal);
      this.#last = read;
      for (const [i, item] of read.items.entries()) this.#waiting.push({ item, position: read.positionOf(i) });
    }
    return this.#take();
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #take(): Read<T> {
    const taken = this.#waiting.slice(0, this.#size);
    this.#waiting = this.#waiting.slice(taken.length);
    const over = this.#waiting.length === 0;
    const { position = '', ended, unordered } = this.#last ?? {};
    return {
      items: taken.map(({ item }) => item),
      position: over ? position : (taken.at(-1)?.position ?? position),
      positionOf: (i) => {
        const item = taken[i];
        if (!item) throw new RangeError(`There is no item ${i} among ${taken.length}`);
        return item.position;
      },
      ...(unordered && { unordered }),
      ...(over && ended && { ended }),
    };
  }
}
