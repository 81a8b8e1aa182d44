/** Names what is not listed, be it a typing error, or not traded any more, in a sentence; empty where all of it is. */
export function untraded(all: readonly { readonly symbol: string; readonly traded: boolean }[]): string {
  const gone = all.filter(({ traded }) => !traded).map(({ symbol }) => symbol);
  return gone.length === 0 ? '' : `Not listed here, or not traded any more: ${gone.join(', ')}.`;
}
