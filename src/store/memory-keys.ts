import { formatUnits, parseUnits } from '../core/decimal.ts';
import type { Keyed } from '../core/key-write.ts';
import type { Clock, Millis } from '../core/time.ts';
import {
  globOf,
  isSum,
  KEY_PLACES,
  type KeysStore,
  noNumber,
  ofPipeline,
  refuseTakenKeys,
  type StoredKeyWrite,
  sorted,
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
    const value = this.#standing(key)?.value ?? '0';
    if (!/^-?\d+$/.test(value)) throw noNumber(key, value);
    const sum = String(BigInt(value) + by);
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

  async removeOf(pipeline: string): Promise<void> {
    const { keys } = this.#image();
    for (const [key, { owner }] of keys) if (owner === pipeline) keys.delete(key);
  }

  /** Refuses as a whole before anything is written. */
  check({ pipeline }: Scope, writes: readonly StoredKeyWrite[]): void {
    refuseTakenKeys(pipeline, writes, (key) => this.#standing(key));
  }

  apply(scope: Scope, writes: readonly StoredKeyWrite[]): void {
    const { sums } = scopeOf(this.#image(), scope);
    for (const { key, set, add = '0', expires, takeOver } of writes) {
      let value = set;
      if (value === undefined) {
        const there = this.#standing(key);
        const from = takeOver && there && there.owner === undefined ? there.value : '0';
        if (!isSum(from)) throw noNumber(key, from);
        const sum = (sums.get(key) ?? parseUnits(from, KEY_PLACES)) + parseUnits(add, KEY_PLACES);
        sums.set(key, sum);
        value = formatUnits(sum, KEY_PLACES);
      }
      const until = expires === undefined ? undefined : this.#clock.now() + expires;
      this.#image().keys.set(key, { value, expires: until, owner: scope.pipeline });
    }
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
