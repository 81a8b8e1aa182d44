import { messageOf } from '../core/errors.ts';
import type { TransformOptions } from './config/transform-options.ts';
import { addMetadata } from './transforms/add-metadata.ts';
import { csvToJson } from './transforms/csv-to-json.ts';
import { singleLine } from './transforms/single-line.ts';

/** What was made of a record. */
export interface Transformed {
  readonly data: Uint8Array;
  /** Why it is still as it was in the file. */
  readonly failed?: string;
}

/** All of `dataProcessingOptions`, in order. A record that one of them cannot take stays as it was before the first. */
export function transformedBy(options: readonly TransformOptions[]): (data: Uint8Array) => Transformed {
  if (options.length === 0) return (data) => ({ data });
  const transforms = options.map(transformOf);
  return (data) => {
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
      return { data: Buffer.from(transforms.reduce((made, transform) => transform(made), text)) };
    } catch (thrown) {
      return { data, failed: messageOf(thrown) };
    }
  };
}

function transformOf(options: TransformOptions): (record: string) => string {
  switch (options.optionName) {
    case 'SINGLELINE':
      return singleLine(options);
    case 'CSVTOJSON':
      return csvToJson(options);
    case 'ADDMETADATA':
      return addMetadata(options);
    case 'ADDBRACKETS':
      // As the agent does: around the line end, too.
      return (record) => `{${record}}`;
  }
}
