/** Says on stderr how far the bench has come: results alone go to stdout. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
