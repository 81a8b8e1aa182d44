/** A sharded log that grows as time goes by, splits and merges, and holds what real logs hold: stragglers, repetitions, rubbish. */
import type { Random } from '../support/random.ts';

export const SIZE = 20_000;
export const LATENESS = 3_000;
export const WITHIN = 60_000;
export const TICK_EVERY = 5_000;

export interface Entry {
  /** When it is there to be read, by the clock of the simulation. */
  readonly visible: number;
  readonly text: string;
}

export interface Shard {
  readonly id: string;
  readonly parents: readonly string[];
  /** From when on it is listed. */
  readonly visible: number;
  readonly from: number;
  readonly to: number;
  readonly entries: Entry[];
  ended?: { readonly visible: number; readonly children: readonly { id: string; parents: readonly string[] }[] };
}

const SYMBOLS = ['BTCUSDT', 'ETHBTC', 'ETHUSDT'];

export function makeWorld(random: Random): Shard[] {
  const shards: Shard[] = [];
  const shard = (from: number, to: number, parents: readonly Shard[], visible: number): Shard => {
    const made = { id: `s${shards.length}`, parents: parents.map(({ id }) => id), visible, from, to, entries: [] };
    shards.push(made);
    return made;
  };
  const initial = random.integer(1, 3);
  for (let i = 0; i < initial; i++) shard(i / initial, (i + 1) / initial, [], 0);
  const open = () => shards.filter(({ ended }) => !ended);

  let now = 0; // the simulation's clock
  let time = 1_000_000; // event time
  let nextTick = time;
  const ids = new Map<string, number>();
  const sent: { text: string; hash: number }[] = [];
  const put = (text: string, hash: number) =>
    open()
      .find(({ from, to }) => hash >= from && hash < to)
      ?.entries.push({ visible: now, text });

  const steps = random.integer(40, 160);
  for (let i = 0; i < steps; i++) {
    now += random.integer(0, 60);
    time += random.integer(0, 1_500);
    if (time >= nextTick) {
      const text = JSON.stringify({ e: 'tick', E: time, prices: { BTC: String(60_000 + i), USDT: '1' } });
      for (const { entries } of open()) entries.push({ visible: now, text });
      nextTick = time + TICK_EVERY;
    }
    if (random.chance(0.03)) put('{"e":"tra', random.next());
    if (random.chance(0.08) && sent.length > 0) {
      const again = random.pick(sent);
      put(again.text, again.hash);
    } else {
      const symbol = random.pick(SYMBOLS);
      const id = (ids.get(symbol) ?? 100) + 1;
      ids.set(symbol, id);
      const late = random.chance(0.08) ? random.integer(0, 90_000) : random.integer(0, 500);
      const p = `${symbol === 'ETHBTC' ? 0 : random.integer(1, 70_000)}.${String(random.integer(0, 99_999_999)).padStart(8, '0')}`;
      const q = `${random.integer(0, 3)}.${String(random.integer(0, 99_999)).padStart(8, '0')}`;
      const text = JSON.stringify({ e: 'trade', E: time, s: symbol, t: id, p, q, T: time - late, m: true, M: true });
      const hash = hashOf(`${symbol}/${id >> 2}`);
      sent.push({ text, hash });
      put(text, hash);
    }
    if (random.chance(0.03) && shards.length < 9) reshard(random, open(), now, shard);
  }
  return shards;
}

function reshard(
  random: Random,
  open: readonly Shard[],
  now: number,
  shard: (from: number, to: number, parents: readonly Shard[], visible: number) => Shard,
): void {
  const one = random.pick(open);
  const neighbour = open.find(({ from }) => from === one.to);
  if (neighbour && random.chance(0.5)) {
    const child = shard(one.from, neighbour.to, [one, neighbour], now);
    const children = [{ id: child.id, parents: child.parents }];
    one.ended = { visible: now, children };
    neighbour.ended = { visible: now, children };
  } else {
    const middle = (one.from + one.to) / 2;
    const halves = [shard(one.from, middle, [one], now), shard(middle, one.to, [one], now)];
    one.ended = { visible: now, children: halves.map(({ id, parents }) => ({ id, parents })) };
  }
}

/** FNV-1a, as a fraction of one: where in the hash range a key lies. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
