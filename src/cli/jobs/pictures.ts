import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PipelineError } from '../../core/errors.ts';
import type { JobsReader } from '../../store/store.ts';
import { print, printRows, say } from '../output.ts';
import { runWanted } from './reading.ts';

interface Wanted {
  readonly job: string;
  readonly number: number | undefined;
  /** Where they are written; left out: they are listed. */
  readonly out: string | undefined;
  readonly json: boolean;
}

/** Writes the pictures of a run into a folder and prints their paths; or lists them. */
export async function showPictures(store: JobsReader, { job, number, out, json }: Wanted, url: string): Promise<void> {
  const run = await runWanted(store, job, number, url);
  if (run.pictures.length === 0) say(`run ${run.number} of ${job} made no picture`);
  if (out === undefined) return void (await printRows(run.pictures, { json }));
  for (const { name } of run.pictures) {
    const picture = await store.picture(job, run.number, name);
    if (!picture) throw new PipelineError('MISSING', `Run ${run.number} of ${job} was forgotten meanwhile.`);
    // A name is whatever a job gave it: no way out of the folder.
    const path = join(out, name.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '_'));
    try {
      await mkdir(out, { recursive: true });
      await writeFile(path, picture.data);
    } catch (thrown) {
      throw new PipelineError('CONFIG', `${path} cannot be written: ${messageOf(thrown)}.`, { cause: thrown });
    }
    await print(`${path}\n`);
  }
}
