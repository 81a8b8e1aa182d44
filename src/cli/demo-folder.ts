import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PipelineError } from '../core/errors.ts';

/**
 * Where a demo keeps its log and its store: a new folder each time, for its market begins anew. Nothing is ever
 * deleted, so a folder that is named must be empty or not there yet.
 */
export async function demoFolder(named: string | undefined): Promise<string> {
  if (named === undefined) return mkdtemp(join(tmpdir(), 'millrace-demo-'));
  const folder = resolve(named);
  const made = await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new PipelineError('CONFIG', `The folder ${folder} cannot be made: ${cause.message}.`, { cause });
  });
  if (made === undefined && (await readdir(folder)).length > 0) {
    throw new PipelineError('CONFIG', `${folder} is not empty. Name a new folder, or leave --data out to get one.`);
  }
  return folder;
}
