/**
 * The partition key that a field of a record's JSON tells; undefined where there is no such field, or it holds no text,
 * number or truth.
 */
export function fieldKey(data: Uint8Array, field: string): string | undefined {
  const value = fieldOf(data, field);
  if (!['string', 'number', 'boolean'].includes(typeof value) || value === '') return undefined;
  return String(value);
}

function fieldOf(data: Uint8Array, field: string): unknown {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(data));
    return typeof json === 'object' && json !== null ? new Map(Object.entries(json)).get(field) : undefined;
  } catch {
    return undefined; // what is no JSON has no fields
  }
}
