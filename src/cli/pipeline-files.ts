import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../pipelines', import.meta.url));

/** The folders in which a pipeline is looked up by its name, in this order. */
const folders = (): readonly string[] => [...new Set([here(), OWN])];
const here = (): string => resolve('pipelines');

export interface PipelineFile {
  readonly name: string;
  readonly path: string;
  /** It came with millrace, and is not of ./pipelines. */
  readonly own: boolean;
}

/** The pipelines that can be run by name, sorted by it. */
export async function pipelineFiles(): Promise<readonly PipelineFile[]> {
  const files = new Map<string, PipelineFile>();
  for (const folder of folders()) {
    for (const file of await filesIn(folder)) if (!files.has(file.name)) files.set(file.name, file);
  }
  return [...files.values()].sort(byName);
}

/** Those of ./pipelines, where there are any, or else those of millrace, sorted by name. */
export async function homeFiles(): Promise<readonly PipelineFile[]> {
  for (const folder of folders()) {
    const files = await filesIn(folder);
    if (files.length > 0) return [...files].sort(byName);
  }
  return [];
}

const byName = (a: PipelineFile, b: PipelineFile): number => (a.name < b.name ? -1 : 1);

const filesIn = async (folder: string): Promise<readonly PipelineFile[]> =>
  (await readdir(folder).catch(() => [])).flatMap((entry) =>
    entry.endsWith('.ts') && !entry.endsWith('.d.ts')
      ? { name: entry.slice(0, -'.ts'.length), path: join(folder, entry), own: folder !== here() }
      : [],
  );
