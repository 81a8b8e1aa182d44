import { PipelineError } from '../../core/errors.ts';
import { KEY_MAX } from '../../logs/kinesis/entry.ts';
import { md5 } from '../../logs/kinesis/hash-key.ts';
import { jsonField } from '../../logs/kinesis/json-field.ts';

/** The partition key of a record; undefined where the sink gives it one by what it holds. */
export type KeyOf = (data: Uint8Array) => string | undefined;

/**
 * `random`: spread evenly, and the same trade to the same shard each time; `hash`: the same records to the same shard;
 * `field:NAME`: all with the same value of it to the same one; `constant:TEXT`: the key of all.
 */
export function keysBy(option: string): KeyOf {
  if (option === 'random') return () => undefined;
  if (option === 'hash') return md5;
  if (option.startsWith('field:')) return fieldOf(option.slice('field:'.length));
  if (option.startsWith('constant:')) {
    const key = checked(option.slice('constant:'.length));
    return () => key;
  }
  throw new PipelineError('CONFIG', `--key is ${option}. Wanted: random, hash, field:NAME or constant:TEXT.`);
}

function fieldOf(name: string): KeyOf {
  if (name === '') throw new PipelineError('CONFIG', '--key is field:, and names none. Wanted: such as field:s.');
  return (data) => {
    const value = jsonField(data, name);
    if (typeof value === 'string' || typeof value === 'number') return checked(String(value));
    const got = value === undefined ? 'has none' : `has ${JSON.stringify(value)} there`;
    throw new PipelineError('CONFIG', `the key is the field ${name}, and it ${got}`);
  };
}

function checked(key: string): string {
  if (key.length > 0 && key.length <= KEY_MAX) return key;
  throw new PipelineError('CONFIG', `a key has ${key.length} characters, and must have 1 to ${KEY_MAX}`);
}
