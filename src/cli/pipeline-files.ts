import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../pipelines', import.meta.url));

/** The folders in which a pipeline is looked up by its name, in this order. */
const folders = (): readonly string[] => [...new Set([resolve('pipelines'), OWN])];

export interface PipelineFile {
  readonly name: string;
  readonly path: string;
}

/** The pipelines that can be run by name, sorted by it. */
export async function pipelineFiles(): Promise<readonly PipelineFile[]> {
  const files = new Map<string, PipelineFile>();
  for (const folder of folders()) {
    for (const entry of await readdir(folder).catch(() => [])) {
      const name = entry.endsWith('.ts') && !entry.endsWith('.d.ts') ? entry.slice(0, -'.ts'.length) : undefined;
      if (name !== undefined && !files.has(name)) files.set(name, { name, path: join(folder, entry) });
    }
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
