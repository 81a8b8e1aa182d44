/** Names what is not traded any more, in a sentence; empty where all of it is. */
export function untraded(all: readonly { readonly symbol: string; readonly traded: boolean }[]): string {
  const gone = all.filter(({ traded }) => !traded).map(({ symbol }) => symbol);
  return gone.length === 0 ? '' : `Not traded any more: ${gone.join(', ')}.`;
}
