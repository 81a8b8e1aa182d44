/**
 * A spec with other values in it: `change` is given each one and its name, and gives another, or undefined for the
 * same. Data stays as it is.
 */
export function mapped(spec: object, change: (value: unknown, name: string) => unknown): object {
  const walk = (value: unknown, name: string): unknown => {
    const changed = change(value, name);
    if (changed !== undefined) return changed;
    if (name === 'values' || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => walk(one, ''));
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, walk(of, name)]));
  };
  return walk(spec, '') as object;
}
