import { dollars } from './numbers.ts';

/** What rows of a window or of a total say of their transactions. */
interface Valued {
  readonly trades: number;
  /** In dollars; without those that have no price. */
  readonly value: number;
  readonly unpriced: number;
}

/** `250 transactions worth $1,234,567`, of all rows together; those that have no price are told. */
export function worth(rows: readonly Valued[]): string {
  const all = (of: keyof Valued) => rows.reduce((sum, row) => sum + row[of], 0);
  const [trades, unpriced] = [all('trades'), all('unpriced')];
  const said = `${count(trades)} transaction${trades === 1 ? '' : 's'} worth ${dollars(all('value'))}`;
  return unpriced === 0 ? said : `${said}, ${count(unpriced)} of which ${unpriced === 1 ? 'has' : 'have'} no price`;
}

const count = (n: number): string => n.toLocaleString('en-US');
