/**
 * What stands under a report of `rows(p, { last, open: true })`, and behind it how many windows are still open, such as
 * `between 12:00 and 12:04 UTC · 5 windows still open`; the text alone where all are final. The rows of open ones are
 * as of when the run began, and their end may be still to come.
 */
export function stillOpen(text: string, open: readonly number[]): string {
  const all = open.reduce((sum, n) => sum + n, 0);
  return all === 0 ? text : `${text} · ${all.toLocaleString('en-US')} ${all === 1 ? 'window' : 'windows'} still open`;
}
