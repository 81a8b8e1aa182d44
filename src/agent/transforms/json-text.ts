/** JSON on one line, or laid out as the agent's `PRETTYPRINT` does. */
export const jsonText = (value: unknown, pretty: boolean): string =>
  pretty ? laidOut(value, '\n') : JSON.stringify(value);

/** The names with their values, in that order: an object would put names like "1" before all others. */
export function jsonOfPairs(pairs: readonly (readonly [name: string, value: unknown])[], pretty: boolean): string {
  const fields = pairs.map(([name, value]) => [JSON.stringify(name), value] as const);
  if (!pretty) return `{${fields.map(([name, value]) => `${name}:${JSON.stringify(value)}`).join(',')}}`;
  return objectOf(fields, '\n');
}

/** `end`: a line end, and as much as the line of the value's beginning is indented. */
function laidOut(value: unknown, end: string): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[ ]' : `[ ${value.map((one) => laidOut(one, end)).join(', ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return objectOf(
    Object.entries(value).map(([name, of]) => [JSON.stringify(name), of]),
    end,
  );
}

function objectOf(fields: readonly (readonly [name: string, value: unknown])[], end: string): string {
  if (fields.length === 0) return '{ }';
  const inner = `${end}  `;
  return `{${inner}${fields.map(([name, value]) => `${name} : ${laidOut(value, inner)}`).join(`,${inner}`)}${end}}`;
}
