import { jsonField } from '../logs/kinesis/json-field.ts';

/**
 * The partition key that a field of a record's JSON tells; undefined where there is no such field, or it holds no text,
 * number or truth.
 */
export function fieldKey(data: Uint8Array, field: string): string | undefined {
  const value = jsonField(data, field);
  if (!['string', 'number', 'boolean'].includes(typeof value) || value === '') return undefined;
  return String(value);
}
