import { Refusal } from '../query.ts';

/** Amounts in whole numbers of 10^-8. */
export interface Balance {
  readonly free: bigint;
  readonly locked: bigint;
}

const NOTHING: Balance = { free: 0n, locked: 0n };

/** What an account holds: an order locks what it may cost, pays out of that, and what is left of it is free again. */
export class Balances {
  readonly #balances: Map<string, Balance>;

  constructor(start: ReadonlyMap<string, bigint>) {
    this.#balances = new Map([...start].map(([asset, free]) => [asset, { free, locked: 0n }]));
  }

  get all(): ReadonlyMap<string, Balance> {
    return this.#balances;
  }

  of(asset: string): Balance {
    return this.#balances.get(asset) ?? NOTHING;
  }

  /** Throws a Refusal where less is free. */
  lock(asset: string, amount: bigint): void {
    const { free, locked } = this.of(asset);
    if (free < amount) throw new Refusal(-2010, 'Account has insufficient balance for requested action.');
    this.#balances.set(asset, { free: free - amount, locked: locked + amount });
  }

  unlock(asset: string, amount: bigint): void {
    const { free } = this.of(asset);
    this.#balances.set(asset, { free: free + amount, locked: this.#without(asset, amount) });
  }

  /** Pays out of what is locked. */
  pay(asset: string, amount: bigint): void {
    const { free } = this.of(asset);
    this.#balances.set(asset, { free, locked: this.#without(asset, amount) });
  }

  receive(asset: string, amount: bigint): void {
    const { free, locked } = this.of(asset);
    this.#balances.set(asset, { free: free + amount, locked });
  }

  #without(asset: string, amount: bigint): bigint {
    const { locked } = this.of(asset);
    if (locked < amount) throw new RangeError(`${amount} of ${asset} is more than the ${locked} that is locked`);
    return locked - amount;
  }
}
