import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { messageOf, PipelineError } from '../core/errors.ts';
import { slugOf } from '../core/slug.ts';
import type { File } from '../slack/upload.ts';

/** It is held in memory. */
const FILE_MAX = 100 << 20;

/** A file of this machine, as it is uploaded: with a mark in its name. */
export async function fileIn(path: string, mark: string, title = basename(path)): Promise<File> {
  let data: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > FILE_MAX) throw new PipelineError('LIMIT', `it has ${size} bytes, wanted ${FILE_MAX} at most`);
    if (size === 0) throw new PipelineError('LIMIT', 'it is empty, which Slack does not take');
    data = await readFile(path);
  } catch (thrown) {
    throw new PipelineError('CONFIG', `The file ${path} cannot be sent: ${messageOf(thrown)}.`, { cause: thrown });
  }
  const ending = extname(path);
  return { name: `${slugOf(basename(path, ending))}-${mark}${ending}`, title, data };
}
