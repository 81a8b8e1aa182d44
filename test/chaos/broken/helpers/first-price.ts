const first = new Map<string, number>();

/** The first price of the symbol since the process was started. */
export function firstPrice(symbol: string, price: number): number {
  const known = first.get(symbol) ?? price;
  first.set(symbol, known);
  return known;
}
