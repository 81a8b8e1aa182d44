import { createHash } from 'node:crypto';

/** What a program says of its rows. */
export interface Claims {
  /** `exact`: sums are decimals, to the last digit. `floats`: within `WITHIN` of them. */
  readonly amounts: 'exact' | 'floats';
  /**
   * `as ours`: by the tick that is five seconds old. `of the last tick`: so they are the same where the quote is USDT,
   * and are not compared elsewhere. `none`: not reckoned.
   */
  readonly dollars: 'as ours' | 'of the last tick' | 'none';
}

/** A billionth: more than naive sums of doubles are off by, less than any mistake. */
const WITHIN = 1e-9;
/** Ours rounds each trade's dollars to 8 places, half-even. */
const ROUNDING = 0.5e-8;

interface Row {
  readonly key: string;
  readonly start: number | string;
  readonly trades: number | string;
  readonly units: number | string;
  readonly value: number | string;
  readonly unpriced: number | string;
}

/** The checksum of the rows that a program printed: of their starts, keys and numbers of trades. */
export function checksum(stdout: string): string {
  const found = [...rowsOf(stdout)].map(([place, { trades }]) => `${place} ${trades}`).sort();
  return createHash('sha256').update(found.join('\n')).digest('hex').slice(0, 12);
}

/** Throws where a program has not found the rows that ours has found. */
export function mustAgree(name: string, { amounts, dollars }: Claims, stdout: string, ours: string): void {
  const [found, wanted] = [rowsOf(stdout), rowsOf(ours)];
  if (wanted.size === 0) throw new Error('our own program has found no rows');
  const differ = (place: string, row: unknown, other: unknown) =>
    new Error(`${name} has found something else in ${place}: ${JSON.stringify(row)}, ours ${JSON.stringify(other)}`);
  for (const place of new Set([...wanted.keys(), ...found.keys()])) {
    const [row, other] = [found.get(place), wanted.get(place)];
    if (!row || !other || Number(row.trades) !== Number(other.trades)) throw differ(place, row, other);
    const alike = (field: 'units' | 'value', rounding: number) =>
      amounts === 'exact' ? row[field] === other[field] : isNear(row[field], other[field], rounding);
    if (!alike('units', 0)) throw differ(place, row, other);
    if (dollars === 'none' || (dollars === 'of the last tick' && !row.key.endsWith('USDT'))) continue;
    if (Number(row.unpriced) !== Number(other.unpriced)) throw differ(place, row, other);
    if (!alike('value', ROUNDING * Number(other.trades))) throw differ(place, row, other);
  }
}

function rowsOf(stdout: string): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const row: Row = JSON.parse(line);
    const place = `${row.start} ${row.key}`;
    if (rows.has(place)) throw new Error(`there are two rows for ${place}`);
    rows.set(place, row);
  }
  return rows;
}

const isNear = (a: number | string, b: number | string, rounding: number): boolean =>
  Math.abs(Number(a) - Number(b)) <= WITHIN * Math.abs(Number(b)) + rounding;
