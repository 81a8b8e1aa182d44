import { KEY_MAX } from '../../logs/kinesis/entry.ts';
import { oneOf, text } from './kinds.ts';
import type { Section } from './section.ts';

/** How a record is keyed: by chance, by the MD5 of its data, by a field of its JSON, or all alike. */
export type PartitionKey =
  | 'RANDOM'
  | 'DETERMINISTIC'
  | { readonly field: string; readonly constant?: undefined }
  | { readonly constant: string; readonly field?: undefined };

/** The most bytes that a character has. */
const BYTES_MAX = 3;
const MD5_DIGITS = 32;
const WANTED = '{ "field": "symbol" } or { "constant": "x" }';

/** `partitionKeyOption` is the agent's own, `partitionKey` what its users asked it for. */
export function partitionKeyIn(flow: Section): PartitionKey {
  const option = flow.get('partitionKeyOption', oneOf('RANDOM', 'DETERMINISTIC'));
  const own = flow.section('partitionKey', WANTED);
  if (!own) return option ?? 'RANDOM';
  const field = own.get('field', text(KEY_MAX));
  const constant = own.get('constant', text(KEY_MAX));
  own.close();
  if (flow.has('partitionKeyOption')) {
    flow.error(`${flow.name} has both a partitionKey and a partitionKeyOption; remove one of them.`);
  }
  if (own.has('field') === own.has('constant')) {
    flow.error(`${own.name} must be ${WANTED}, not both or none.`);
  }
  if (field !== undefined) return { field };
  return constant === undefined ? 'RANDOM' : { constant };
}

/** The most bytes that such a key takes of its record. */
export function bytesOfKey(key: PartitionKey): number {
  if (key === 'DETERMINISTIC') return MD5_DIGITS;
  if (key === 'RANDOM') return KEY_MAX;
  if (key.constant === undefined) return KEY_MAX * BYTES_MAX;
  return Buffer.byteLength(key.constant);
}
