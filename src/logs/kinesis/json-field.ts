/** What a field of a record's JSON holds; undefined where there is none, or the record is no JSON. */
export function jsonField(data: Uint8Array, name: string): unknown {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(data));
    return typeof json === 'object' && json !== null ? new Map(Object.entries(json)).get(name) : undefined;
  } catch {
    return undefined;
  }
}
