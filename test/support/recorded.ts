import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real recordings, which stand beside the project and are no part of it. */
const FOLDER = join(import.meta.dirname, '../../../shared/data');

export const recordedPath = (name: string): string => join(FOLDER, name);
export const isRecorded = (name: string): boolean => existsSync(recordedPath(name));
export const recordedJson = (name: string): unknown => JSON.parse(readFileSync(recordedPath(name), 'utf8'));

/** An answer of Binance's REST API, its text; undefined where the recordings are not on this machine. */
export function recorded(name: string): string | undefined {
  const file = `rest/rest_${name}.json`;
  return isRecorded(file) ? readFileSync(recordedPath(file), 'utf8') : undefined;
}
