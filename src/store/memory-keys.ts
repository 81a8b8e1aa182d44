import { formatUnits, parseUnits } from '../core/decimal.ts';
import type { Keyed } from '../core/key-write.ts';
import type { Clock, Millis } from '../core/time.ts';
import {
  COUNTERS_MAX,
  counted,
  globOf,
  isSum,
  KEY_PLACES,
  type KeysStore,
  nextSum,
  noNumber,
  ofPipeline,
  refuseTakenKeys,
  type StoredKeyWrite,
  sorted,
  tooManyCounters,
} from './keys.ts';
import { type KeyImage, type MemoryImage, scopeOf } from './memory-image.ts';
import type { Scope } from './store.ts';

/** The keys of a memory store. */
export class MemoryKeys implements KeysStore {
  readonly #image: () => MemoryImage;
  readonly #clock: Clock;

  constructor(image: () => MemoryImage, clock: Clock) {
    this.#image = image;
    this.#clock = clock;
  }

  async matching(pattern: string): Promise<readonly Keyed[]> {
    const matches = globOf(pattern);
    const found = [...this.#image().keys].filter(([key, one]) => matches(key) && !isOver(one, this.#clock.now()));
    return sorted(
      found.map(([key, { value }]) => ({ key, value })),
      pattern,
    );
  }

  async put(key: string, value: string): Promise<void> {
    this.#refuseOwned(key);
    this.#image().keys.set(key, { value, expires: undefined, owner: undefined });
  }

  async increment(key: string, by: bigint): Promise<string> {
    this.#refuseOwned(key);
    const sum = counted(key, this.#standing(key)?.value ?? '0', by);
    await this.put(key, sum);
    return sum;
  }

  async remove(pattern: string): Promise<number> {
    const found = await this.matching(pattern);
    const { keys, scopes } = this.#image();
    for (const { key } of found) {
      keys.delete(key);
      for (const versions of scopes.values()) for (const { sums } of versions.values()) sums.delete(key);
    }
    return found.length;
  }

  /** What a commit will write, once all that may be refused of it was: then nothing can fail any more. */
  prepare({ pipeline, version }: Scope, writes: readonly StoredKeyWrite[]): () => void {
    refuseTakenKeys(pipeline, writes, (key) => this.#standing(key));
    const { sums } = scopeOf(this.#image(), { pipeline, version });
    const isNew = ({ key, set }: StoredKeyWrite) => set === undefined && !sums.has(key);
    if (sums.size + writes.filter(isNew).length > COUNTERS_MAX) throw tooManyCounters(pipeline);
    const prepared = writes.map(({ key, set, add = '0', expires, takeOver }) => {
      const until = expires === undefined ? undefined : this.#clock.now() + expires;
      const written = (value: string): KeyImage => ({ value, expires: until, owner: pipeline });
      if (set !== undefined) return { key, image: written(set) };
      const there = this.#standing(key);
      const from = takeOver && there && there.owner === undefined ? there.value : '0';
      if (!isSum(from)) throw noNumber(key, from);
      const sum = nextSum(key, sums.get(key) ?? parseUnits(from, KEY_PLACES), add);
      return { key, image: written(formatUnits(sum, KEY_PLACES)), sum };
    });
    return () => {
      for (const { key, image, sum } of prepared) {
        this.#image().keys.set(key, image);
        if (sum !== undefined) sums.set(key, sum);
      }
    };
  }

  #standing(key: string): KeyImage | undefined {
    const one = this.#image().keys.get(key);
    return one && !isOver(one, this.#clock.now()) ? one : undefined;
  }

  #refuseOwned(key: string): void {
    const owner = this.#standing(key)?.owner;
    if (owner !== undefined) throw ofPipeline(key, owner);
  }
}

const isOver = ({ expires }: KeyImage, now: Millis): boolean => expires !== undefined && expires <= now;
