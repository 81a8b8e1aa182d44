import { PipelineError } from '../../core/errors.ts';
import type { Position } from '../../core/record.ts';
import type { MarketEvent } from '../../market/events.ts';
import { bounded, type Range, without, withRange } from './ranges.ts';

/**
 * What has been read: per symbol its last id, and the ids below it that were told as a gap and may still come. As a
 * position `{"BTCUSDT":7,"ETHUSDT":[9,[3,4]]}`: of ETHUSDT 9 was the last, and 3 and 4 are sought.
 */
export class Written {
  readonly #last: Map<string, number>;
  readonly #sought: Map<string, readonly Range[]>;

  /** Nothing is sought of other symbols than these. Throws CHANGED when `from` is no position of this source. */
  constructor(from?: Position | Written, symbols?: readonly string[]) {
    const { last, sought } = from instanceof Written ? from.#state : parse(from);
    this.#last = new Map(last);
    const read = symbols && new Set(symbols);
    this.#sought = new Map([...sought].filter(([symbol]) => read?.has(symbol) ?? true));
  }

  get last(): ReadonlyMap<string, number> {
    return this.#last;
  }

  get sought(): ReadonlyMap<string, readonly Range[]> {
    return this.#sought;
  }

  get position(): Position {
    const entries = [...this.#last].map(([symbol, id]) => {
      const sought = this.#sought.get(symbol);
      return [symbol, sought ? [id, ...sought] : id];
    });
    return JSON.stringify(Object.fromEntries(entries));
  }

  add(item: MarketEvent): void {
    if (item.e === 'tick') return;
    const last = this.#last.get(item.s);
    const [from, to] = item.e === 'gap' ? [item.from, item.to] : [item.t, item.t];
    if (last === undefined || to > last) this.#last.set(item.s, to);
    else this.#seek(item.s, without(this.#sought.get(item.s) ?? [], from, to));
    if (item.e === 'gap' && !item.lost) this.#seek(item.s, withRange(this.#sought.get(item.s) ?? [], [from, to]));
  }

  #seek(symbol: string, ranges: readonly Range[]): void {
    if (ranges.length > 0) this.#sought.set(symbol, bounded(ranges));
    else this.#sought.delete(symbol);
  }

  get #state() {
    return { last: this.#last, sought: this.#sought };
  }
}

interface Parsed {
  readonly last: ReadonlyMap<string, number>;
  readonly sought: ReadonlyMap<string, readonly Range[]>;
}

function parse(position: Position | undefined): Parsed {
  const last = new Map<string, number>();
  const sought = new Map<string, readonly Range[]>();
  for (const [symbol, entry] of position === undefined ? [] : entriesIn(position)) {
    const [id, ...ranges]: readonly unknown[] = Array.isArray(entry) ? entry : [entry];
    if (!isId(id) || !ranges.every(isRange)) throw foreign(position ?? '');
    last.set(symbol, id);
    if (ranges.length > 0) sought.set(symbol, bounded(ranges));
  }
  return { last, sought };
}

function entriesIn(position: Position): readonly [string, unknown][] {
  try {
    const json: unknown = JSON.parse(position);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return Object.entries(json);
  } catch {
    // told below
  }
  throw foreign(position);
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value);
const isRange = (value: unknown): value is Range => Array.isArray(value) && value.length === 2 && value.every(isId);

const foreign = (position: Position): PipelineError =>
  new PipelineError(
    'CHANGED',
    `The checkpoint ${position.slice(0, 80)} is none of binance(), which keeps the last id of each symbol. ` +
      'Was this pipeline reading another source? Then give it another name.',
  );
