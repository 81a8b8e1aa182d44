/** Whether a row is of a window that can still change, as the rows of a view say it. */
export const isOpen = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && 'final' in row && row.final === false;

/** What can still change is pale. Nothing to be said of, where nothing is open. */
export const pale = (values: readonly { readonly pending?: boolean }[]): object =>
  values.some(({ pending }) => pending)
    ? { opacity: { condition: { test: 'datum.pending', value: PALE }, value: 1 } }
    : {};

const PALE = 0.5;
