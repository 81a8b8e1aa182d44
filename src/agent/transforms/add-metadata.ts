import type { MetadataOptions } from '../config/transform-options.ts';
import { jsonText } from './json-text.ts';

/** The record as the text `data` beside the same `metadata` each time. */
export const addMetadata =
  ({ metadata, pretty }: MetadataOptions): ((record: string) => string) =>
  (record) =>
    `${jsonText({ metadata, data: record.replace(/\n$/, '') }, pretty)}\n`;
