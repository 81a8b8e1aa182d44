import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';

/** Where files are in memory, if that is so anywhere: nobody waits for the disk, and nothing outlives the machine. */
export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new, empty folder that is removed at the end of the `await using` block. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = newPath();
  return { path, [Symbol.asyncDispose]: await made(path) };
}

/** The path of a folder that is new and empty for each test. */
export function folderPerTest(within = tmpdir()): string {
  const path = newPath(within);
  beforeEach(() => made(path));
  return path;
}

/** The path of a folder that all tests of a file share. */
export function folderPerFile(): string {
  const path = newPath();
  beforeAll(() => made(path));
  return path;
}

const newPath = (within = tmpdir()): string => join(within, `millrace-${randomUUID()}`);

/** Makes the folder; what is returned removes it. */
async function made(path: string): Promise<() => Promise<void>> {
  await mkdir(path);
  return () => rm(path, { recursive: true, force: true });
}
