/** The columns of a row: not an object, for a column may be called as what every object has. */
export type Flat = ReadonlyMap<string, unknown>;

/**
 * A row as its columns, by its exact JSON where it knows that: `{ ohlc: { open: 1 } }` has a column `ohlc.open`;
 * instants are text that people read. What is no object stands in a column `value`.
 */
export function flat(row: unknown): Flat {
  const shown: unknown = JSON.parse(JSON.stringify(row ?? null));
  if (typeof shown !== 'object' || shown === null || Array.isArray(shown)) return new Map([['value', shown]]);
  return new Map(
    Object.entries(shown).flatMap(([name, value]): [string, unknown][] => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, instant(name, value)]];
      return Object.entries(value).map(([inner, v]) => [`${name}.${inner}`, instant(inner, v)]);
    }),
  );
}

const INSTANTS: ReadonlySet<string> = new Set([
  ...['start', 'end', 'closes', 'time'],
  ...['openTime', 'closeTime', 'updateTime', 'transactTime'],
]);

/** An instant that is none, such as the end of a total, stands empty. */
function instant(name: string, value: unknown): unknown {
  if (!INSTANTS.has(name) || typeof value !== 'number') return value;
  return value > 0 && value < 8.64e15 ? new Date(value).toISOString() : null;
}
