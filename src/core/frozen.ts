/**
 * The value as state is kept: plain data, frozen to its depth, so that whoever would change it gets an error, not
 * another result. A row in it is copied without what it says of itself as JSON: no store gives that back.
 */
export function frozen<V>(value: V): V {
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value) {
    const { toJSON: _said, ...plain } = value;
    return frozen(plain as V);
  }
  if (Object.isFrozen(value)) return value;
  if (Object.values(value).every((part) => Object.is(frozen(part), part))) return Object.freeze(value);
  const entries = Object.entries(value).map(([name, part]) => [name, frozen(part)]);
  return Object.freeze(Array.isArray(value) ? value.map((part) => frozen(part)) : Object.fromEntries(entries)) as V;
}
