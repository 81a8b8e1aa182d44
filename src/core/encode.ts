import { PipelineError } from './errors.ts';
import { isRecord } from './record.ts';

/** A value as a log holds it: the bytes of a record as they are, anything else as JSON. */
export const encoded = (value: unknown): Uint8Array => (isRecord(value) ? value.data : Buffer.from(jsonOf(value)));

/** @throws PipelineError CONFIG for what JSON does not know, such as a function */
export function jsonOf(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text !== undefined) return text;
  throw new PipelineError('CONFIG', `A ${typeof value} was written to a log, which holds JSON.`);
}
