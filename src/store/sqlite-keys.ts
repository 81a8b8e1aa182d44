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
import type { Connection } from './sqlite-connection.ts';
import { scopeText } from './sqlite-rows.ts';
import type { Scope } from './store.ts';
import { fromText, toText } from './text.ts';

interface Columns {
  readonly key: string;
  readonly value: string;
  readonly owner: string | null;
}

/** The keys of a SQLite store. */
export class SqliteKeys implements KeysStore {
  readonly #db: Connection;
  readonly #clock: Clock;

  constructor(db: Connection, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async matching(pattern: string): Promise<readonly Keyed[]> {
    return this.#db.whenFree(() => this.#matching(pattern));
  }

  put(key: string, value: string): Promise<void> {
    return this.#db.write(() => {
      refuseOwned(this.#db, key, this.#clock.now());
      setKey(this.#db, { key, value, expires: null, owner: null });
    });
  }

  increment(key: string, by: bigint): Promise<string> {
    return this.#db.write(() => {
      const value = refuseOwned(this.#db, key, this.#clock.now())?.value ?? '0';
      const sum = counted(key, value, by);
      setKey(this.#db, { key, value: sum, expires: null, owner: null });
      return sum;
    });
  }

  remove(pattern: string): Promise<number> {
    return this.#db.write(() => {
      const found = this.#matching(pattern);
      for (const { key } of found) {
        this.#db.run('DELETE FROM keys WHERE key = ?', toText(key));
        this.#db.run('DELETE FROM sums WHERE key = ?', toText(key));
      }
      return found.length;
    });
  }

  #matching(pattern: string): readonly Keyed[] {
    const found = this.#db.all<Columns>(STANDING, this.#clock.now());
    const all = found.map(({ key, value }) => ({ key: fromText(key), value: fromText(value) }));
    const matches = globOf(pattern);
    return sorted(
      all.filter(({ key }) => matches(key)),
      pattern,
    );
  }
}

/** Inside a transaction, before anything else is written: refuses keys that are another's, then writes them. */
export function writeKeys(db: Connection, scope: Scope, writes: readonly StoredKeyWrite[], now: Millis): void {
  refuseTakenKeys(scope.pipeline, writes, (key) => standing(db, key, now));
  const of = scopeText(scope);
  let isNew = false;
  for (const { key, set, add = '0', expires, takeOver } of writes) {
    let value = set;
    if (value === undefined) {
      const there = standing(db, key, now);
      const from = takeOver && there && there.owner === undefined ? there.value : '0';
      if (!isSum(from)) throw noNumber(key, from);
      const before = db.get<{ sum: string }>('SELECT sum FROM sums WHERE scope = ? AND key = ?', of, toText(key))?.sum;
      isNew ||= before === undefined;
      value = formatUnits(nextSum(key, parseUnits(before ?? from, KEY_PLACES), add), KEY_PLACES);
      db.run('INSERT OR REPLACE INTO sums VALUES (?, ?, ?)', of, toText(key), value);
    }
    setKey(db, { key, value, expires: expires === undefined ? null : now + expires, owner: scope.pipeline });
  }
  const { counters = 0 } = (isNew && db.get<{ counters: number }>(COUNTERS, of)) || {};
  if (counters > COUNTERS_MAX) throw tooManyCounters(scope.pipeline);
}

function standing(db: Connection, key: string, now: Millis) {
  const found = db.get<Columns>(`${STANDING} AND key = ?`, now, toText(key));
  return found && { value: fromText(found.value), owner: found.owner ?? undefined };
}

function refuseOwned(db: Connection, key: string, now: Millis) {
  const there = standing(db, key, now);
  if (there?.owner !== undefined) throw ofPipeline(key, there.owner);
  return there;
}

interface Written {
  readonly key: string;
  readonly value: string;
  readonly expires: Millis | null;
  readonly owner: string | null;
}

function setKey(db: Connection, { key, value, expires, owner }: Written): void {
  db.run('INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?)', toText(key), toText(value), expires, owner);
}

const COUNTERS = 'SELECT count(*) AS counters FROM sums WHERE scope = ?';
const STANDING = 'SELECT key, value, owner FROM keys WHERE (expires IS NULL OR expires > ?)';
