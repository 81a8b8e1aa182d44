/** Each line that is in one list more often than in the other, in words. */
export function differences(what: string, wanted: readonly string[], got: readonly string[]): string[] {
  const [w, g] = [wanted, got].map((list) => Map.groupBy(list, (line) => line));
  const times = (lines: typeof w, line: string) => lines?.get(line)?.length ?? 0;
  return [...new Set([...wanted, ...got])]
    .filter((line) => times(w, line) !== times(g, line))
    .map((line) => `${what}: wanted ${times(w, line)}, got ${times(g, line)} of ${line}`);
}
