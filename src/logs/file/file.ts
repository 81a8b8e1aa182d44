import { basename, extname, resolve } from 'node:path';
import { of } from 'rxjs';
import type { Log } from '../../core/log.ts';
import { check, type FileOptions, isBounded } from './options.ts';
import { FileReader } from './reader.ts';
import { lastWrite } from './rotation.ts';
import { FileWriter } from './writer.ts';

/**
 * A log of one JSON object a line. It may be rotated by renaming it to a name that starts with its own; truncating it
 * is an error. What is written is on disk before the writer says so, and several writers may append to one file.
 */
export function file(path: string, options: FileOptions = {}): Log {
  check(path, options);
  const { id = basename(path, extname(path)) } = options;
  return {
    kind: 'log',
    name: `file:${path}`,
    // Positions are kept under the id: under another one all would be read again.
    fingerprint: `file:${path}#${id}`,
    bounded: isBounded(options),
    onePartition: true,
    place: () => resolve(path),
    partitions: (context) => of([{ id, parents: [], open: (from) => FileReader.open(path, options, context, from) }]),
    open: () => FileWriter.open(path),
    lastWrite: () => lastWrite(path),
  };
}
